/** The ways in: a demo account in one click, an account of one's own, the one from before. */

import type { ClientState } from '@coatcheck/sdk/browser'
import { type ReactNode, useState } from 'react'
import { signInAgain, signInAsNew } from '../demo/sign-in.ts'
import { reasonWords } from '../journal/words.ts'
import { usePlayground } from '../playground-context.ts'
import { SignUpForm } from './sign-up-form.tsx'

/** The ways in. */
export function SignIn({ state }: { readonly state: ClientState }): ReactNode {
  const playground = usePlayground()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const known = [...playground.accounts.keys()].at(-1)

  async function enter(way: () => ReturnType<typeof signInAgain>): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      const outcome = await way()
      if (outcome !== null && !outcome.ok) setProblem(outcome.detail ?? outcome.title)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }

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
      {problem !== null && (
        <p className="message message-error" role="alert">
          {problem}
        </p>
      )}
      <div className="stack">
        <button
          type="button"
          className="button button-primary"
          disabled={isBusy}
          onClick={() => void enter(() => signInAsNew(playground))}
        >
          Use a demo account
        </button>
        {known !== undefined && (
          <button
            type="button"
            className="button button-secondary"
            disabled={isBusy}
            onClick={() => void enter(() => signInAgain(playground, known))}
          >
            Sign in again as {known.split('.')[0]}
          </button>
        )}
      </div>
      <details className="disclosure">
        <summary>Sign up with an account of your own</summary>
        <SignUpForm />
      </details>
    </div>
  )
}
