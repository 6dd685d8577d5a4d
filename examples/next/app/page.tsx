/** The front page, for everybody. */

import { auth } from '@coatcheck/sdk/next/server'
import Link from 'next/link'
import type { ReactNode } from 'react'

export default async function FrontPage(): Promise<ReactNode> {
  const { isSignedIn, sessionClaims } = await auth()
  return (
    <>
      <h1>What your team should know</h1>
      {isSignedIn ? (
        <p>
          You are {String(sessionClaims['email'])}. <Link href="/board">Go to your board</Link>
        </p>
      ) : (
        <p>
          <a href="/sign-up">Sign up</a>, make a team, and pin something.
        </p>
      )}
    </>
  )
}
