/** The session of somebody who showed its own long-lived credential, and how to hand out what follows from an act. */

import {
  type ActContext,
  actorOfSession,
  isRecentlyProved,
  proveRefreshToken,
  type SessionReading,
  type StepKind,
} from '@coatcheck/core'
import { refreshProblem } from '../refresh/refresh-problem.ts'
import type { Server } from '../server.ts'
import { reportedFactors } from './client-principal.ts'
import { readDpopThumbprint } from './dpop.ts'
import { idempotencyKeyHash } from './idempotency-key.ts'
import type { ClientPrincipal, Principal } from './principal.ts'
import { problem } from './problem.ts'

/** The parts of a handler's input that prove a session. */
export type ProofInput = {
  readonly server: Server
  readonly request: Request
  readonly principal: ClientPrincipal | Extract<Principal, { kind: 'refresh-token' }>
}

/** A session whose holder is known for sure. */
export type ProvedSession = {
  readonly reading: SessionReading
  /** The factors that this credential may report. */
  readonly factors: SessionReading['session']['factors']
  readonly keyHash: Uint8Array | null
  readonly dpopThumbprint: string | null
  /** The step of a refresh chain that this very request took already. */
  readonly repeats: StepKind | null
}

/**
 * What an act asks of its session beyond being held. `any`: nothing. `own`: that nobody acts as the user
 * (impersonation). `recent`: that besides, the person proved lately who they are.
 */
export type Demand = 'any' | 'own' | 'recent'

/** Proves a client cookie's or a refresh token's session for an act. A refresh token is not used up by it. */
export async function provedSession(
  { server, request, principal }: ProofInput,
  demand: Demand,
): Promise<ProvedSession | Response> {
  const proved = await possession(server, request, principal)
  return proved instanceof Response ? proved : (refuseUnmet(server, proved, demand) ?? proved)
}

/** Refuses an act whose demand a session does not meet. */
export function refuseUnmet(
  server: Server,
  { reading, factors }: Pick<ProvedSession, 'reading' | 'factors'>,
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

async function possession(
  server: Server,
  request: Request,
  principal: ProofInput['principal'],
): Promise<ProvedSession | Response> {
  if (principal.kind === 'client-cookie') {
    const { reading, inGrace } = principal
    const factors = reportedFactors(reading.session, inGrace)
    return { reading, factors, keyHash: null, dpopThumbprint: null, repeats: null }
  }
  const keyHash = idempotencyKeyHash(server, request)
  if (keyHash instanceof Response) return keyHash
  const dpopThumbprint = await readDpopThumbprint(server, request, principal.text)
  if (dpopThumbprint instanceof Response) return dpopThumbprint
  const proved = await proveRefreshToken(
    { ...server, sessions: server.store.sessions },
    { token: principal.text, keyHash, dpopThumbprint },
  )
  if (!proved.ok) return refreshProblem(proved)
  const { reading, repeats } = proved
  return { reading, factors: reading.session.factors, keyHash, dpopThumbprint, repeats }
}

/** The context of an act by the user of a session. */
export function asUser(context: ActContext, { session }: SessionReading): ActContext {
  return { ...context, actor: actorOfSession(session) }
}
