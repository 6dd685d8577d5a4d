/** A second factor proved for a session: the code or passkey is checked, the session renewed, the credential too. */

import {
  type ActContext,
  checkSecondFactor,
  draftEvent,
  issueOpaque,
  refuse,
  type SessionReading,
} from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { z } from 'zod'
import { notifyUser } from '../account/notify-user.ts'
import {
  alreadyTaken,
  type ChainStep,
  newClientSecret,
  renewedCookies,
  STEP_ERRORS,
  stepAnswer,
} from '../account/renewed-credential.ts'
import { claimsAhead, type HookedClaims } from '../hook/hooked-claims.ts'
import type { PrincipalOf } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import { json } from '../http/route.ts'
import type { Server } from '../server.ts'
import { proofErrors, type ProvedSession } from '../session/proved-session.ts'
import { sessionJson } from '../session/wire.ts'
import { openSeed, recoveryHashes } from './factor-secrets.ts'
import { passkeyResponse, verifyAuthentication } from './passkey.ts'
import { settleSession } from './settle-session.ts'

/** The members of a body that prove a second factor: one of them. */
export const proofMembers: {
  readonly code: z.ZodOptional<z.ZodString>
  readonly passkey: z.ZodOptional<z.ZodObject>
  readonly recoveryCode: z.ZodOptional<z.ZodString>
} = {
  code: z.string().max(32).optional().describe('Six digits of an authenticator app'),
  passkey: passkeyResponse.optional().describe('The answer to POST /api/auth/second-factor/options'),
  recoveryCode: z.string().max(64).optional(),
}

/** What proving can answer. */
export const FACTOR_ERRORS: readonly ErrorCode[] = [
  'factor_invalid',
  'hook_failed',
  ...proofErrors('own'),
  ...STEP_ERRORS,
]

/** What was given of them. */
export type FactorProof = {
  readonly code?: string | undefined
  readonly passkey?: Record<string, unknown> | undefined
  readonly recoveryCode?: string | undefined
}

/** How many proofs a body has. */
export function countProofs(proof: FactorProof): number {
  return [proof.code, proof.passkey, proof.recoveryCode].filter((member) => member !== undefined).length
}

/** Who proves: the holder of a session, by its credential. */
export type Prover = {
  readonly server: Server
  readonly request: Request
  readonly principal: PrincipalOf<'client-cookie' | 'refresh-token' | 'opaque-session'>
  readonly proved: ProvedSession
  readonly context: ActContext
}

/** Proves, and answers with the credential that the session has from now on. */
export async function proveFactor(prover: Prover, proof: FactorProof): Promise<Response> {
  const { server, principal, proved, context } = prover
  const { reading } = proved
  const { authorizedParty } = reading.session
  // Asked first: a hook that fails uses no code up.
  const hooked =
    principal.kind === 'opaque-session' ? undefined : await claimsAhead(server, { reading, authorizedParty })
  if (proved.repeats !== 'second-factor') {
    const refused = await checkProof(prover, proof)
    if (refused !== null) return refused
  }
  const answer = await renew(prover, hooked)
  if (answer.ok && reading.session.needsSecondFactor) await settleSession(server, reading, context)
  return answer
}

async function checkProof(
  { server, request, proved: { reading }, context }: Prover,
  { code, passkey, recoveryCode }: FactorProof,
): Promise<Response | null> {
  const { userId } = reading.session
  const { factors } = server.store
  if (passkey !== undefined) {
    const signed = await verifyAuthentication(server, request, { kind: 'second-factor', userId }, passkey)
    const isUsed =
      signed !== null &&
      (await factors.usePasskey({ id: signed.passkey.id, signCount: signed.signCount }, context))
    return isUsed ? null : problem((await refuse(server.store, userId, 'passkey', context)).code)
  }
  const checked = await checkSecondFactor(
    {
      ...server.store,
      crypto: server.crypto,
      openSeed: (seed) => openSeed(server, seed),
      hashRecoveryCode: (plain) => recoveryHashes(server, userId, plain),
    },
    userId,
    code === undefined ? { kind: 'recovery', code: recoveryCode ?? '' } : { kind: 'totp', code },
    reading.nowMs,
    context,
  )
  if (checked.ok) {
    if (code === undefined) notifyUser(server, userId, { kind: 'recovery-code-used' }, context)
    return null
  }
  return problem(checked.code, 'retryAfterMs' in checked ? { retryAfterMs: checked.retryAfterMs } : {})
}

async function renew(
  { server, principal, proved, context }: Prover,
  hooked: HookedClaims | undefined,
): Promise<Response> {
  const { sessions } = server.store
  const { id, userId, clientId } = proved.reading.session
  const mark = { id, factor: 'second', context } as const
  switch (principal.kind) {
    case 'refresh-token': {
      const about = { sessionId: id, userId, clientId, details: { factor: 'second' } }
      const events = [draftEvent(context, 'session.reverified', about)]
      const take: ChainStep['take'] =
        proved.repeats === 'second-factor'
          ? alreadyTaken(proved)
          : (step) => sessions.advance({ ...step, events: [...step.events, ...events] })
      const step = { token: principal.text, proved, context, take, hooked }
      return await stepAnswer(server, { kind: 'second-factor', ...step })
    }
    case 'client-cookie': {
      const { secret, rotation } = newClientSecret(server, principal)
      const reading = await sessions.reverify({ ...mark, rotateClient: rotation })
      return reading === null
        ? problem('client_superseded')
        : await renewedCookies(server, principal, reading, secret, hooked)
    }
    case 'opaque-session': {
      const { text, hash } = issueOpaque('opaqueSession', id, server)
      if ((await sessions.replaceOpaqueSecret(id, hash)) === null) return over()
      const reading: SessionReading | null = await sessions.reverify({ ...mark, rotateClient: null })
      return reading === null
        ? over()
        : json(200, { sessionToken: text.reveal(), session: sessionJson(reading) })
    }
  }
}

function over(): Response {
  return problem('session_ended', { reason: 'unknown' })
}
