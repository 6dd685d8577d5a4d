/** What an act asks of the session that does it, besides that its holder is known. */

import { isRecentlyProved, type SessionReading } from '@coatcheck/core'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'

/**
 * What an act asks of its session beyond being held. `any`: nothing. `own`: that nobody acts as the user
 * (impersonation). `recent`: that besides, the person proved lately who they are.
 */
export type Demand = 'any' | 'own' | 'recent'

type Factors = SessionReading['session']['factors']

/** Refuses an act whose demand a session does not meet. */
export function refuseUnmet(
  server: Server,
  { reading, factors }: { readonly reading: SessionReading; readonly factors: Factors },
  demand: Demand,
): Response | null {
  if (demand === 'any') return null
  if (reading.session.actor !== null) return problem('actor_not_allowed')
  const { reverifySeconds } = server.policy()
  if (demand === 'own' || isRecentlyProved(factors, reading.nowMs, reverifySeconds)) return null
  return problem('reverification_required', {
    detail: `Prove it within the last ${reverifySeconds} seconds.`,
  })
}
