/** The session of somebody who showed its own long-lived credential. */

import {
  type ActContext,
  actorOfSession,
  proveRefreshToken,
  type SessionReading,
  type StepKind,
} from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { refreshDeps } from '../refresh/refresh-deps.ts'
import { refreshProblem } from '../refresh/refresh-problem.ts'
import type { Server } from '../server.ts'
import { reportedFactors } from '../http/client-principal.ts'
import { readDpopThumbprint } from '../http/dpop.ts'
import { idempotencyKeyHash } from '../http/idempotency-key.ts'
import type { ClientPrincipal, Principal } from '../http/principal.ts'
import { type Demand, refuseUnmet } from './demand.ts'

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

/** What can be wrong with a proof, whatever it is for. */
const PROOF_ERRORS: readonly ErrorCode[] = [
  'refresh_invalid',
  'refresh_superseded',
  'secret_unknown',
  'dpop_invalid',
  'session_ended',
  'client_superseded',
]

/** What `provedSession` answers for a demand, besides what every route of a session can. */
export function proofErrors(demand: Exclude<Demand, 'pending'>): readonly ErrorCode[] {
  switch (demand) {
    case 'any':
      return PROOF_ERRORS
    case 'own':
      return [...PROOF_ERRORS, 'actor_not_allowed']
    case 'recent':
      return [...PROOF_ERRORS, 'actor_not_allowed', 'reverification_required']
  }
}

/** Proves a client cookie's or a refresh token's session for an act. A refresh token is not used up by it. */
export async function provedSession(
  { server, request, principal }: ProofInput,
  demand: Demand,
): Promise<ProvedSession | Response> {
  const proved = await possession(server, request, principal)
  return proved instanceof Response ? proved : (refuseUnmet(server, proved, demand) ?? proved)
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
  const proved = await proveRefreshToken(refreshDeps(server), {
    token: principal.text,
    keyHash,
    dpopThumbprint,
  })
  if (!proved.ok) return refreshProblem(proved)
  const { reading, repeats } = proved
  return { reading, factors: reading.session.factors, keyHash, dpopThumbprint, repeats }
}

/** The context of an act by the user of a session. */
export function asUser(context: ActContext, { session }: SessionReading): ActContext {
  return { ...context, actor: actorOfSession(session) }
}
