/** What the user of an application sees: who they are, that they are offline, or why they are asked to sign in. */

import type { ClientState } from '@coatcheck/sdk/browser'
import type { ReactNode } from 'react'
import { useClientState } from '../hooks/use-client-state.ts'
import { usePlayground } from '../playground-context.ts'
import { Accounts } from './accounts.tsx'
import { Devices } from './devices.tsx'
import { Menu } from './menu.tsx'
import { SessionLimits } from './session-limits.tsx'
import { SignIn } from './sign-in.tsx'

/** The card. */
export function UserCard(): ReactNode {
  const { client } = usePlayground()
  const state = useClientState(client)
  return (
    <section className="card user-card" aria-labelledby="user-title">
      <header className="card-head">
        <h2 id="user-title">What the user sees</h2>
        <StatusBadge status={state.status} />
      </header>
      <Notice state={state} />
      {state.session === null ? (
        <SignIn state={state} />
      ) : (
        <>
          <Accounts state={state} session={state.session} />
          <Menu role={state.token?.claims['role']} />
          <SessionLimits session={state.session} />
          <Devices session={state.session} />
        </>
      )}
    </section>
  )
}

/** The classes of the badge of each status. */
export const BADGES: { readonly [S in ClientState['status']]: string } = {
  loading: 'badge',
  'signed-in': 'badge badge-good',
  'signed-out': 'badge',
  offline: 'badge badge-warn',
  degraded: 'badge badge-warn',
}

/** The client's `status`. */
export function StatusBadge({ status }: Pick<ClientState, 'status'>): ReactNode {
  return <output className={BADGES[status]}>{status}</output>
}

function Notice({ state: { status } }: { readonly state: ClientState }): ReactNode {
  if (status === 'offline')
    return <p className="message message-warn">You are offline. What was here stays.</p>
  return status === 'degraded' ? (
    <p className="message message-warn">The service is not well just now. You need not do anything.</p>
  ) : null
}
