/** What all pages have: who is signed in, from the first byte on. */

import '@coatcheck/sdk/react/styles.css'
import './styles.css'
import { initialState } from '@coatcheck/sdk/next/server'
import {
  CoatcheckProvider,
  InactivityWarning,
  OrganizationSwitcher,
  SessionRefresh,
  SignedIn,
  SignedOut,
  UserButton,
} from '@coatcheck/sdk/react'
import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { leave } from './actions.ts'
import { FollowAccount } from './follow-account.tsx'

export const metadata: Metadata = { title: 'Noticeboard', icons: 'data:,' }

export default async function Layout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  return (
    <html lang="en">
      <body>
        <CoatcheckProvider
          initial={await initialState()}
          appearance={{ name: 'Noticeboard' }}
          signInUrl="/sign-in"
          signUpUrl="/sign-up"
          accountUrl="/sessions"
          afterSignInUrl="/board"
          afterSignOutUrl="/"
        >
          <SessionRefresh thresholdPercent={20} />
          <FollowAccount />
          <header className="top">
            <Link href="/" className="name">
              Noticeboard
            </Link>
            <SignedIn>
              <nav>
                <Link href="/board">Board</Link>
                <Link href="/team">Team</Link>
                <Link href="/sessions">Sessions</Link>
              </nav>
              <OrganizationSwitcher manageUrl="/team" />
              <UserButton />
              <form action={leave}>
                <button>Sign out</button>
              </form>
            </SignedIn>
            <SignedOut>
              <nav>
                <a href="/sign-in">Sign in</a>
                <a href="/sign-up">Sign up</a>
              </nav>
            </SignedOut>
          </header>
          <main>{children}</main>
          <InactivityWarning />
        </CoatcheckProvider>
      </body>
    </html>
  )
}
