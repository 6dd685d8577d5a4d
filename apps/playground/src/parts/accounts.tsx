/** Who is signed in in this browser, one of them at work in this tab. */

import type { ClientSession, ClientState, ClientUser } from '@coatcheck/sdk/browser'
import type { ReactNode } from 'react'
import { signInAsNew } from '../demo/sign-in.ts'
import { useEntering } from '../hooks/use-entering.ts'
import { usePlayground } from '../playground-context.ts'
import { Problem } from './problem.tsx'

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
  const { isBusy, problem, enter } = useEntering()
  return (
    <div className="accounts">
      <Person user={session.user} isLarge />
      <OtherAccounts state={state} />
      <Problem text={problem} />
      <div className="actions">
        <button
          type="button"
          className="button button-secondary button-small"
          disabled={isBusy}
          onClick={() => void enter(() => signInAsNew(playground))}
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

/** The accounts of this browser that this tab does not work with, and the way over to them. */
export function OtherAccounts({ state }: { readonly state: ClientState }): ReactNode {
  const { client } = usePlayground()
  const others = state.sessions.filter(({ id }) => id !== state.session?.id)
  return others.length === 0 ? null : (
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
  )
}

/** What somebody is called: by their name, or else by their address. */
export function nameOf({ firstName, lastName, email, id }: ClientUser): string {
  const name = [firstName, lastName].filter((part) => part !== null).join(' ')
  return name === '' ? (email ?? id) : name
}

function Person({ user, isLarge }: { readonly user: ClientUser; readonly isLarge?: boolean }): ReactNode {
  const shown = nameOf(user)
  return (
    <span className={isLarge === true ? 'person person-large' : 'person'}>
      <span className="avatar" aria-hidden="true">
        {shown.slice(0, 1).toUpperCase()}
      </span>
      <span className="person-text">
        <span className="person-name">{shown}</span>
        {shown !== user.email && <span className="person-email">{user.email}</span>}
      </span>
    </span>
  )
}
