/** Refreshes a session: the tag first, then one conditional statement, and only when it matches nothing, the rule. */

import {
  makeRefreshToken,
  type ParsedRefreshToken,
  parseRefreshToken,
  type RefreshBinding,
  refreshTagHolds,
} from '../credential/refresh-token.ts'
import type { Secret } from '../credential/secret.ts'
import { type ActContext, draftEvent, type EventDraft } from '../event/event.ts'
import type { EventStore } from '../event/event-store.ts'
import type { AppId } from '../id/id.ts'
import type { RateLimit, RateLimitStore } from '../rate-limit/rate-limit.ts'
import type { AdvanceChain, AdvanceOutcome, SessionReading, SessionStore } from '../session/session-store.ts'
import type { EndReason, Session, StepKind } from '../session/session.ts'
import type { JsonObject } from '../user/user.ts'
import type { Crypto } from '../world/crypto.ts'
import { decideRefresh, type RefreshDecision } from './decide.ts'
import type { RefreshKeys } from './refresh-keys.ts'

/** Steps of one chain: 60 at once, then one each second. */
const REFRESHES_PER_SESSION: RateLimit = { everyMs: 1_000, burst: 60 }

/** Current tokens handed to the device itself, each with an event: 5 at once, then one each minute. */
const CATCH_UPS_PER_SESSION: RateLimit = { everyMs: 60_000, burst: 5 }

/** What refreshing needs of the world. */
export type RefreshDeps = {
  readonly sessions: SessionStore
  readonly events: EventStore
  readonly rateLimits: RateLimitStore
  readonly crypto: Crypto
  readonly refreshKeys: RefreshKeys
}

/** A request to refresh. */
export type RefreshInput = {
  readonly token: string
  /** SHA-256 of the Idempotency-Key. */
  readonly keyHash: Uint8Array | null
  /** Thumbprint of the key of a DPoP proof that was verified. */
  readonly dpopThumbprint: string | null
  /** The OAuth client that shows it, once it has proved who it is; left out where there is none. */
  readonly oauthClientId?: AppId
  readonly stillCurrent: boolean
  /** The person acted. */
  readonly active: boolean
  readonly context: ActContext
}

/** What a step does beyond rotating, for those that are more than a refresh. */
export type RefreshStepTaker = {
  readonly kind: StepKind
  readonly take: (step: AdvanceChain) => Promise<AdvanceOutcome>
}

/** Why a refresh failed. The three that mean *sign out* are `refresh_invalid`, `refresh_reused`, `session_ended`. */
export type RefreshFailure =
  | { readonly ok: false; readonly code: 'refresh_invalid' | 'refresh_reused' | 'refresh_superseded' }
  | { readonly ok: false; readonly code: 'idempotency_key_required' | 'secret_unknown' | 'session_pending' }
  | { readonly ok: false; readonly code: 'session_ended'; readonly reason: EndReason }
  | { readonly ok: false; readonly code: 'rate_limited'; readonly retryAfterMs: number }

/** A refresh that gave something. */
export type Refreshed = {
  readonly ok: true
  readonly reading: SessionReading
  /** The token to keep from now on. */
  readonly refreshToken: Secret
  /** `false` for a late retry: the successor alone, to be used at once. */
  readonly withAccessToken: boolean
  /** `false` when a step-up or password change was not done: the token was behind a plain refresh. */
  readonly applied: boolean
}

/** A token whose tag holds for the binding. */
export type GenuineToken = { readonly token: ParsedRefreshToken; readonly binding: RefreshBinding }

/** What of a request is judged once its token is known to be genuine. */
export type GenuineRefresh = Omit<RefreshInput, 'token' | 'dpopThumbprint' | 'oauthClientId'>

/** A genuine token, and what of the request is judged. */
type Attempt = GenuineToken & {
  readonly input: GenuineRefresh
  readonly step: RefreshStepTaker
}

/** The row can change between reading and acting; each round then judges it anew. Honest clients need two. */
const MAX_ROUNDS = 8

/** Refreshes. A step-up or password change is a step of the same chain: `step` says how it is taken. */
export async function refreshSession(
  deps: RefreshDeps,
  input: RefreshInput,
  step?: RefreshStepTaker,
): Promise<Refreshed | RefreshFailure> {
  const genuine = checkTag(deps, input)
  return genuine.ok ? await refreshGenuine(deps, genuine, input, step) : genuine
}

/** Refreshes by a token that `checkTag` has found genuine. */
export async function refreshGenuine(
  deps: RefreshDeps,
  { token, binding }: GenuineToken,
  input: GenuineRefresh,
  step: RefreshStepTaker = { kind: 'refresh', take: (advance) => deps.sessions.advance(advance) },
): Promise<Refreshed | RefreshFailure> {
  if (step.kind !== 'refresh' && input.keyHash === null)
    return { ok: false, code: 'idempotency_key_required' }
  const attempt: Attempt = { token, binding, input, step }

  let outcome = await step.take(advanceFrom(deps, attempt))
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (outcome.outcome === 'advanced') return refreshed(deps, attempt, outcome.reading, FULL)
    if (outcome.outcome === 'limited')
      return { ok: false, code: 'rate_limited', retryAfterMs: outcome.retryAfterMs }
    if (outcome.reading === null) return { ok: false, code: 'refresh_invalid' }
    const decision = decideRefresh(judged(attempt), outcome.reading, deps.crypto.equal)
    const next = await act(deps, attempt, outcome.reading, decision)
    if ('ok' in next) return next
    outcome = next
  }
  return { ok: false, code: 'rate_limited', retryAfterMs: 1000 }
}

/** A refresh token whose tag holds for this request's binding. Nothing of a store was touched. */
export function checkTag(
  deps: Pick<RefreshDeps, 'crypto' | 'refreshKeys'>,
  input: Pick<RefreshInput, 'token' | 'dpopThumbprint' | 'oauthClientId'>,
): (GenuineToken & { readonly ok: true }) | RefreshFailure {
  const token = parseRefreshToken(input.token)
  if (token === null) return { ok: false, code: 'refresh_invalid' }
  const key = deps.refreshKeys.key(token.secretVersion)
  if (key === null) return { ok: false, code: 'secret_unknown' }
  const { oauthClientId = null, dpopThumbprint } = input
  const binding = {
    surface: oauthClientId === null ? 'api' : 'oauth',
    oauthClientId,
    dpopThumbprint,
  } as const
  return refreshTagHolds(token, binding, key, deps.crypto)
    ? { ok: true, token, binding }
    : { ok: false, code: 'refresh_invalid' }
}

function judged({ token, binding, input, step }: Attempt): Parameters<typeof decideRefresh>[0] {
  return {
    counter: token.counter,
    salt: token.salt,
    keyHash: input.keyHash,
    dpopThumbprint: binding.dpopThumbprint,
    stillCurrent: input.stillCurrent,
    kind: step.kind,
  }
}

/** Performs a decision: an answer, or what another try of the statement gave. */
async function act(
  deps: RefreshDeps,
  attempt: Attempt,
  reading: SessionReading,
  decision: RefreshDecision,
): Promise<Refreshed | RefreshFailure | AdvanceOutcome> {
  const { session } = reading
  switch (decision.kind) {
    case 'invalid':
      return { ok: false, code: 'refresh_invalid' }
    case 'key-required':
      return { ok: false, code: 'idempotency_key_required' }
    case 'superseded':
      return { ok: false, code: 'refresh_superseded' }
    case 'pending':
      return { ok: false, code: 'session_pending' }
    case 'ended':
      if (decision.store === 'end') await end(deps, session, decision.reason, [])
      return { ok: false, code: 'session_ended', reason: decision.reason }
    case 'advance':
      return await attempt.step.take(advanceFrom(deps, attempt))
    case 'fast-forward':
      return await attempt.step.take({
        ...advanceFrom(deps, attempt),
        expectCounter: decision.fromCounter,
        afterRollback: true,
        events: [told(attempt, session, 'store.rollback_detected', { stored: decision.fromCounter })],
      })
    case 'repeat':
      return refreshed(deps, attempt, reading, decision)
    case 'catch-up': {
      const taken = await deps.rateLimits.take(`catch-up:${session.id}`, CATCH_UPS_PER_SESSION)
      if (taken.outcome === 'limited')
        return { ok: false, code: 'rate_limited', retryAfterMs: taken.retryAfterMs }
      await deps.events.append([told(attempt, session, 'session.stale_refresh', {})])
      return refreshed(deps, attempt, reading, {
        withAccessToken: decision.applied,
        applied: decision.applied,
      })
    }
    case 'reuse': {
      const details = { current: session.chain?.counter ?? null, holder: { ...session.device } }
      await end(deps, session, 'refresh_reused', [told(attempt, session, 'session.reuse_detected', details)])
      return { ok: false, code: 'refresh_reused' }
    }
  }
}

const FULL = { withAccessToken: true, applied: true } as const

function advanceFrom(deps: RefreshDeps, { token, input, step }: Attempt): AdvanceChain {
  return {
    sessionId: token.sessionId,
    salt: token.salt,
    expectCounter: token.counter,
    nextCounter: token.counter + 1,
    keyHash: input.keyHash,
    secretVersion: deps.refreshKeys.currentVersion,
    kind: step.kind,
    active: input.active || step.kind !== 'refresh',
    proves: step.kind === 'refresh' ? null : step.kind === 'second-factor' ? 'second' : 'first',
    afterRollback: false,
    rateLimit: REFRESHES_PER_SESSION,
    events: [],
  }
}

/** The current token of a chain: a pure function of what the row holds, so that a retry gets the same bytes. */
function refreshed(
  deps: RefreshDeps,
  attempt: Attempt,
  reading: SessionReading,
  { withAccessToken, applied }: Pick<Refreshed, 'withAccessToken' | 'applied'>,
): Refreshed | RefreshFailure {
  const { id, chain } = reading.session
  const secretVersion = chain?.lastStep?.secretVersion
  if (chain === null || secretVersion === undefined) throw new Error(`${id} was refreshed and has no step`)
  const key = deps.refreshKeys.key(secretVersion)
  if (key === null) return { ok: false, code: 'secret_unknown' }
  const parts = { sessionId: id, counter: chain.counter, secretVersion, salt: chain.salt }
  const refreshToken = makeRefreshToken(parts, attempt.binding, key, deps.crypto)
  return { ok: true, reading, refreshToken, withAccessToken, applied }
}

async function end(
  deps: RefreshDeps,
  session: Session,
  reason: EndReason,
  more: readonly EventDraft[],
): Promise<void> {
  const context = { actor: { kind: 'system' }, device: session.device } as const
  await deps.sessions.end({ by: 'id', id: session.id }, { state: 'revoked', reason }, context, more)
}

function told(attempt: Attempt, session: Session, type: EventDraft['type'], details: JsonObject): EventDraft {
  return draftEvent(attempt.input.context, type, {
    userId: session.userId,
    sessionId: session.id,
    clientId: session.clientId,
    outcome: 'failure',
    details: { presented: attempt.token.counter, ...details },
  })
}
