/** The front page: signing in and the account are Coatcheck's own pages. */

import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { running } from '../coatcheck.ts'

export default async function FrontPage(): Promise<ReactNode> {
  const head = { method: 'GET', headers: await headers() }
  const { isSignedIn, sessionClaims } = await (await running()).auth.getAuth(head)
  if (!isSignedIn)
    return (
      <p>
        <a href="/sign-in?redirect_url=/">Sign in</a>
      </p>
    )
  return (
    <p>
      You are {String(sessionClaims['email'])}. <a href="/account">Account</a>
    </p>
  )
}
