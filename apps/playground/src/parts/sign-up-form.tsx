/** Signing up on the page itself, by the client. */

import { type FormEvent, type ReactNode, useState } from 'react'
import { usePlayground } from '../playground-context.ts'

/** The form. */
export function SignUpForm(): ReactNode {
  const { client } = usePlayground()
  const [message, setMessage] = useState<string | null>(null)

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string): string => {
      const value = form.get(name)
      return typeof value === 'string' ? value : ''
    }
    const outcome = await client.signUp({ email: text('email'), password: text('password') })
    if (!outcome.ok) setMessage(outcome.detail ?? outcome.title)
    else if (outcome.session === null) setMessage('A mail is on its way: it is in the outbox.')
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <div className="field">
        <label htmlFor="sign-up-email">E-mail address</label>
        <input id="sign-up-email" name="email" type="email" autoComplete="username" required />
      </div>
      <div className="field">
        <label htmlFor="sign-up-password">Password</label>
        <input
          id="sign-up-password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          aria-describedby="sign-up-password-hint"
          required
        />
        <p className="hint" id="sign-up-password-hint">
          At least 8 characters.
        </p>
      </div>
      {message !== null && (
        <p className="field-error" role="alert">
          {message}
        </p>
      )}
      <button type="submit" className="button button-secondary">
        Sign up
      </button>
    </form>
  )
}
