/**
 * What a refresh token that is not the current one gets: the whole rule of rotation as one pure function.
 *
 * The current token never comes here: one conditional statement advances it. Only when that matches nothing is the
 * row read and judged. `d` is how many steps the presented token is behind.
 */

import type { EndReason, Session, StepKind } from '../session/session.ts'
import { isOver, statusOf } from '../session/status.ts'
import type { UserStanding } from '../user/user.ts'

/** How long after a step the token before it still gets the successor without proving to be the same request. */
export const RETRY_WINDOW_MS = 10_000

/** How many lost writes are taken for a failover; more is a restored backup. */
export const MAX_ROLLBACK_STEPS = 3

/** A genuine refresh token (its tag holds) and what came with it. */
export type RefreshAttempt = {
  readonly counter: number
  readonly salt: Uint8Array
  /** SHA-256 of the Idempotency-Key; `null` when the request has none. */
  readonly keyHash: Uint8Array | null
  /** Thumbprint of the key of a fresh DPoP proof; `null` without a proof. */
  readonly dpopThumbprint: string | null
  /** The client has re-read its storage after `refresh_superseded`, and this is still the token there. */
  readonly stillCurrent: boolean
  readonly kind: StepKind
}

/** The session's row, its user and the store's clock, read together. */
export type RefreshReading = {
  readonly session: Session
  readonly user: UserStanding
  readonly nowMs: number
  readonly mayHaveLostSteps?: true
}

/** What to do. */
export type RefreshDecision =
  /** The token is not one of this session's. Nothing is touched. */
  | { readonly kind: 'invalid' }
  /** A keyed session was refreshed without an Idempotency-Key. Nothing is touched. */
  | { readonly kind: 'key-required' }
  /** The session waits for something else first. Nothing is touched. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'ended'; readonly reason: EndReason; readonly store: 'as-is' | 'end' }
  /** The token is the current one after all: try the statement again. */
  | { readonly kind: 'advance' }
  /** The store lost writes: step over them to the token's successor. */
  | { readonly kind: 'fast-forward'; readonly fromCounter: number }
  /**
   * The same successor again. An access token only while the retry is fresh. `applied` is false for a step-up that
   * comes behind a plain refresh: it gets the successor too, so that its holder is never a step behind, and must ask
   * again with it.
   */
  | { readonly kind: 'repeat'; readonly withAccessToken: boolean; readonly applied: boolean }
  /**
   * The device itself, proved by its key, holds an old token: hand it the current one. `applied` is false for a
   * step-up, which has not happened and must be asked for again.
   */
  | { readonly kind: 'catch-up'; readonly applied: boolean }
  /** A late duplicate, or an older token behind a step-up: gives nothing, revokes nothing. */
  | { readonly kind: 'superseded' }
  /** Two holders. The session dies. */
  | { readonly kind: 'reuse' }

/** Judges a refresh that the store's conditional statement did not match. */
export function decideRefresh(
  attempt: RefreshAttempt,
  reading: RefreshReading,
  equal: (a: Uint8Array, b: Uint8Array) => boolean,
): RefreshDecision {
  const { session, user, nowMs } = reading
  const { chain } = session
  if (chain === null || !equal(chain.salt, attempt.salt)) return { kind: 'invalid' }

  const status = statusOf(session, user, nowMs)
  if (isOver(status)) return { kind: 'ended', reason: status.reason, store: 'as-is' }
  if (status.state === 'pending' && attempt.kind !== 'second-factor') return { kind: 'pending' }
  if (chain.keyed && attempt.keyHash === null) return { kind: 'key-required' }

  const d = chain.counter - attempt.counter
  if (d === 0) return { kind: 'advance' }
  if (d < -MAX_ROLLBACK_STEPS && reading.mayHaveLostSteps !== true)
    return { kind: 'ended', reason: 'store_rollback', store: 'end' }
  if (d < 0) return { kind: 'fast-forward', fromCounter: chain.counter }

  const step = chain.lastStep
  const sameKey = (hash: Uint8Array | null): boolean =>
    hash !== null && attempt.keyHash !== null && equal(hash, attempt.keyHash)
  const isFresh = step !== null && nowMs - step.atMs <= RETRY_WINDOW_MS

  if (d === 1 && step !== null) {
    if (sameKey(step.keyHash)) {
      const applied = attempt.kind === 'refresh' || attempt.kind === step.kind
      return { kind: 'repeat', withAccessToken: isFresh && applied, applied }
    }
    // Whoever still holds the token after reading again did not take that step: somebody else did, and it must show.
    if (step.kind !== 'refresh' && !attempt.stillCurrent) return { kind: 'superseded' }
    if (step.kind === 'refresh' && !chain.keyed && isFresh) {
      const applied = attempt.kind === 'refresh'
      return { kind: 'repeat', withAccessToken: applied, applied }
    }
  }
  if (d === 2 && !attempt.stillCurrent) {
    if (chain.previousKeyHash === 'unknown' || sameKey(chain.previousKeyHash)) return { kind: 'superseded' }
  }
  if (provesTheDevice(chain.dpop, attempt)) return { kind: 'catch-up', applied: attempt.kind === 'refresh' }
  return { kind: 'reuse' }
}

function provesTheDevice(key: NonNullable<Session['chain']>['dpop'], attempt: RefreshAttempt): boolean {
  return key !== null && key.nonExtractable && key.thumbprint === attempt.dpopThumbprint
}
