/** A credential that is renewed because its person proved the password: a browser's secret, or a step of a refresh chain. */

import {
  type ActContext,
  type AdvanceChain,
  type AdvanceOutcome,
  confirmPassword,
  type IssuedCredential,
  issueOpaque,
  refreshSession,
  type SecretRotation,
  type SessionReading,
  type StepKind,
} from '@coatcheck/core'
import { afterChange } from '../hook/after-change.ts'
import type { HookedClaims } from '../hook/hooked-claims.ts'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { clientCookie, sessionCookies } from '../http/cookies.ts'
import type { ClientPrincipal } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import type { ProvedSession } from '../session/proved-session.ts'
import { json } from '../http/route.ts'
import { refreshDeps } from '../refresh/refresh-deps.ts'
import { refreshProblem } from '../refresh/refresh-problem.ts'
import type { Server } from '../server.ts'
import { carriesNavigations } from '../session/browser-cookies.ts'
import { mintToken } from '../session/mint-token.ts'
import { sessionJson } from '../session/wire.ts'

/** Checks the password that was typed; an answer when it is not the user's. */
export async function confirm(
  server: Server,
  { reading }: ProvedSession,
  password: string,
  context: ActContext,
): Promise<{ readonly passwordHash: string } | Response> {
  const { session } = reading
  const confirmed = await confirmPassword(
    { ...server.store, passwords: server.passwords },
    { userId: session.userId, device: { sessionId: session.id, clientId: session.clientId } },
    password,
    context,
  )
  if (confirmed.ok) return confirmed
  return problem(confirmed.code, 'retryAfterMs' in confirmed ? { retryAfterMs: confirmed.retryAfterMs } : {})
}

/** A new secret for the browser of a session. */
export function newClientSecret(
  server: Server,
  { client, presentedHash }: ClientPrincipal,
): {
  readonly secret: IssuedCredential
  readonly rotation: SecretRotation
} {
  const secret = issueOpaque('client', client.id, server)
  return { secret, rotation: { id: client.id, presentedHash, secretHash: secret.hash } }
}

/**
 * The answer to a browser whose secret changed: the session as it is now, and its cookies. Without `hooked`, and with a
 * hook that fails now, it gets its session cookie when it mints next.
 */
export async function renewedCookies(
  server: Server,
  browser: ClientPrincipal,
  reading: SessionReading,
  secret: IssuedCredential,
  hooked?: HookedClaims,
): Promise<Response> {
  const { settings } = server
  const { session, nowMs } = reading
  const client = clientCookie(settings.url, secret.text.reveal(), session.rememberMe)
  const sessions = browser.sessions.map((one) => (one.session.id === session.id ? reading : one))
  if (!carriesNavigations({ ...browser, sessions }, session))
    return json(200, { session: sessionJson(reading) }, [client])
  const { factors, authorizedParty } = session
  const minted = await afterChange(server, mintToken(server, { reading, factors, authorizedParty, hooked }))
  const cookies = minted === null ? [] : sessionCookies(settings, minted.token, session, nowMs)
  return json(200, { session: sessionJson(reading) }, [client, ...cookies])
}

/** What taking such a step can answer, besides what its proof can. */
export const STEP_ERRORS: readonly ErrorCode[] = [
  'idempotency_key_required',
  'refresh_reused',
  'rate_limited',
]

/** A step of a refresh chain that is more than a refresh. */
export type ChainStep = {
  readonly kind: Exclude<StepKind, 'refresh'>
  readonly token: string
  readonly proved: ProvedSession
  readonly context: ActContext
  readonly take: (step: AdvanceChain) => Promise<AdvanceOutcome>
  /** What a hook said before the step; without it, the hook is asked after it, and may cost the access token. */
  readonly hooked?: HookedClaims | undefined
  /** `false` for a retry that asks for something else than what its first request did. */
  readonly asksTheSame?: boolean
}

/** For a retry: the step was taken by its first request, so it is judged by the row and never taken again. */
export function alreadyTaken({ reading }: ProvedSession): ChainStep['take'] {
  return async () => ({ outcome: 'unmatched', reading })
}

/** Takes the step and answers the next pair of tokens. A retry of it gets the same successor and does nothing. */
export async function stepAnswer(server: Server, step: ChainStep): Promise<Response> {
  const { keyHash, dpopThumbprint } = step.proved
  const result = await refreshSession(
    refreshDeps(server),
    {
      token: step.token,
      keyHash,
      dpopThumbprint,
      stillCurrent: false,
      active: true,
      context: step.context,
    },
    { kind: step.kind, take: step.take },
  )
  if (!result.ok) return refreshProblem(result)
  const { reading, refreshToken } = result
  const applied = result.applied && step.asksTheSame !== false
  const about = { refreshToken: refreshToken.reveal(), applied, session: sessionJson(reading) }
  const withoutToken = { accessToken: null, expiresIn: null, ...about }
  if (!result.withAccessToken || !applied) return json(200, withoutToken)
  const { factors, authorizedParty } = reading.session
  const { hooked } = step
  const minted = await afterChange(server, mintToken(server, { reading, factors, authorizedParty, hooked }))
  if (minted === null) return json(200, withoutToken)
  const expiresIn = (minted.expiresAtMs - minted.issuedAtMs) / 1000
  return json(200, { accessToken: minted.token, expiresIn, ...about })
}
