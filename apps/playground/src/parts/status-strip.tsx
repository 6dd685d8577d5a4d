/** Who is signed in, and the client's status, in one line: for screens on which the user's card scrolls away. */

import type { ReactNode } from 'react'
import { useClientState } from '../hooks/use-client-state.ts'
import { usePlayground } from '../playground-context.ts'
import { nameOf } from './accounts.tsx'
import { BADGES } from './user-card.tsx'

/** The strip. It says to the eye again what the card says to everybody. */
export function StatusStrip(): ReactNode {
  const { session, status } = useClientState(usePlayground().client)
  return (
    <p className="status-strip" aria-hidden="true">
      <span className="person-name">{session === null ? 'Nobody' : nameOf(session.user)}</span>
      <span className={BADGES[status]}>{status}</span>
    </p>
  )
}
