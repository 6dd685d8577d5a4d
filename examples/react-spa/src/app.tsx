/** The pages, by their paths. The API is on their own origin, and with it everything of Coatcheck. */

import {
  CoatcheckProvider,
  InactivityWarning,
  MultiSessionManager,
  RedirectToSignIn,
  SessionCountdown,
  SignedIn,
  SignedOut,
  SignIn,
  SignUp,
  UserButton,
} from '@coatcheck/sdk/react'
import type { ReactNode } from 'react'
import { Ledger } from './ledger.tsx'

export function App(): ReactNode {
  return (
    <CoatcheckProvider
      appearance={LOOK}
      signInUrl="/sign-in"
      signUpUrl="/sign-up"
      accountUrl="/sessions"
      afterSignInUrl="/"
      afterSignOutUrl="/sign-in"
    >
      <header className="top">
        <a href="/" className="name">
          Ledger
        </a>
        <SignedIn>
          <span className="soft">
            Token <SessionCountdown to="token" />
          </span>
          <UserButton showName />
        </SignedIn>
      </header>
      <main>
        <Page path={window.location.pathname} />
      </main>
      <InactivityWarning />
    </CoatcheckProvider>
  )
}

const LOOK = { name: 'Ledger' }

function Page({ path }: { readonly path: string }): ReactNode {
  switch (path) {
    case '/sign-in':
      return <SignIn />
    case '/sign-up':
      return <SignUp />
    case '/sessions':
      return <ForMembers page={<MultiSessionManager />} />
    default:
      return <ForMembers page={<Ledger />} />
  }
}

function ForMembers({ page }: { readonly page: ReactNode }): ReactNode {
  return (
    <>
      <SignedIn>{page}</SignedIn>
      <SignedOut>
        <RedirectToSignIn />
      </SignedOut>
    </>
  )
}
