/** Who is signed in in this browser, one of them at work in this tab. */

import type { ClientSession, ClientState, ClientUser } from '@coatcheck/sdk/browser'
import type { ReactNode } from 'react'
import { signInAsNew } from '../demo/sign-in.ts'
import { usePlayground } from '../playground-context.ts'

/** The accounts, and what can be done with them. */
export function Accounts({
  state,
  session,
}: {
  readonly state: ClientState
  readonly session: ClientSession
}): ReactNode {
  const playground = usePlayground()
  const { client } = playground
  const others = state.sessions.filter(({ id }) => id !== session.id)
  return (
    <div className="accounts">
      <Person user={session.user} isLarge />
      {others.length > 0 && (
        <ul className="choices" aria-label="Other accounts in this browser">
          {others.map(({ id, user }) => (
            <li key={id}>
              <button type="button" className="choice" onClick={() => void client.setActive({ session: id })}>
                <Person user={user} />
                <span className="choice-act">Switch</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="actions">
        <button
          type="button"
          className="button button-secondary button-small"
          onClick={() => void signInAsNew(playground)}
        >
          Add an account
        </button>
        <button
          type="button"
          className="button button-secondary button-small"
          onClick={() => void client.signOut()}
        >
          Sign out
        </button>
      </div>
    </div>
  )
}

function Person({ user, isLarge }: { readonly user: ClientUser; readonly isLarge?: boolean }): ReactNode {
  const name = [user.firstName, user.lastName].filter((part) => part !== null).join(' ')
  const shown = name === '' ? (user.email ?? user.id) : name
  return (
    <span className={isLarge === true ? 'person person-large' : 'person'}>
      <span className="avatar" aria-hidden="true">
        {shown.slice(0, 1).toUpperCase()}
      </span>
      <span className="person-text">
        <span className="person-name">{shown}</span>
        <span className="person-email">{user.email}</span>
      </span>
    </span>
  )
}
