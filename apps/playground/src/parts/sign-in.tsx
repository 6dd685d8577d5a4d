/** The ways in: a demo account in one click, an account of one's own, the one from before. */

import type { ClientState } from '@coatcheck/sdk/browser'
import type { ReactNode } from 'react'
import { signInAgain, signInAsNew } from '../demo/sign-in.ts'
import { useEntering } from '../hooks/use-entering.ts'
import { reasonWords } from '../journal/words.ts'
import { usePlayground } from '../playground-context.ts'
import { OtherAccounts } from './accounts.tsx'
import { Problem } from './problem.tsx'
import { SignUpForm } from './sign-up-form.tsx'

/** The ways in. */
export function SignIn({ state }: { readonly state: ClientState }): ReactNode {
  const playground = usePlayground()
  const { isBusy, problem, enter } = useEntering()
  const { email } = playground.lastUser
  const known = email !== null && playground.accounts.has(email) ? email : null

  return (
    <div className="sign-in">
      {state.reason === null ? (
        <p>Nobody is signed in in this browser.</p>
      ) : (
        <p className="message message-error">
          <span>
            <strong>You were signed out.</strong> {reasonWords(state.reason)} <code>{state.reason}</code>
          </span>
        </p>
      )}
      <Problem text={problem} />
      <div className="stack">
        <button
          type="button"
          className="button button-primary"
          disabled={isBusy}
          onClick={() => void enter(() => signInAsNew(playground))}
        >
          Use a demo account
        </button>
        {known !== null && (
          <button
            type="button"
            className="button button-secondary"
            disabled={isBusy}
            onClick={() => void enter(() => signInAgain(playground, known))}
          >
            Sign in again as {firstNameOf(known)}
          </button>
        )}
      </div>
      <OtherAccounts state={state} />
      <details className="disclosure">
        <summary>Sign up with an account of your own</summary>
        <SignUpForm />
      </details>
    </div>
  )
}

/** Demo accounts have theirs in front of the address. */
function firstNameOf(email: string): string {
  const [name = email] = email.split('.')
  return name.charAt(0).toUpperCase() + name.slice(1)
}
