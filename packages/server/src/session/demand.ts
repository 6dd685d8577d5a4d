/** What an act asks of the session that does it, besides that its holder is known. */

import { isRecentlyProved, type SessionReading } from '@coatcheck/core'
import { refusePending } from '../http/client-principal.ts'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'

/**
 * What an act asks of its session beyond being held. `pending`: nothing. `any`: that it waits for nothing. `own`: that besides, nobody acts as the user
 * (impersonation). `recent`: that besides, the person proved lately who they are.
 */
export type Demand = 'pending' | 'any' | 'own' | 'recent'

type Factors = SessionReading['session']['factors']

/** Refuses an act whose demand a session does not meet. */
export function refuseUnmet(
  server: Server,
  { reading, factors }: { readonly reading: SessionReading; readonly factors: Factors },
  demand: Demand,
): Response | null {
  if (demand === 'pending') return null
  const pending = refusePending(reading)
  if (pending !== null || demand === 'any') return pending
  if (reading.session.actor !== null) return problem('actor_not_allowed')
  const { reverifySeconds } = server.policy()
  if (demand === 'own' || isRecentlyProved(factors, reading.nowMs, reverifySeconds)) return null
  return problem('reverification_required', {
    detail: `Prove it within the last ${reverifySeconds} seconds.`,
  })
}
