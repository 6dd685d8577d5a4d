/** Proves that somebody holds a session's current refresh token, without rotating it. */

import type { StepKind } from '../session/session.ts'
import type { SessionReading } from '../session/session-store.ts'
import { decideRefresh } from './decide.ts'
import { checkTag, type RefreshDeps, type RefreshFailure, type RefreshInput } from './refresh.ts'

/** Somebody who holds the session's token. */
export type ProvedToken = {
  readonly ok: true
  readonly reading: SessionReading
  /** The step that this very request has already taken: its answer was lost. `null` for a new request. */
  readonly repeats: StepKind | null
}

/**
 * Checks possession: the current token, or the one before it shown with the key of its own step. What would count as
 * reuse in a refresh is merely refused here: nothing is issued, so nothing needs to be taken back.
 */
export async function proveRefreshToken(
  deps: Pick<RefreshDeps, 'sessions' | 'crypto' | 'refreshKeys'>,
  input: Pick<RefreshInput, 'token' | 'keyHash' | 'dpopThumbprint' | 'oauthClientId'>,
): Promise<ProvedToken | RefreshFailure> {
  const genuine = checkTag(deps, input)
  if (!genuine.ok) return genuine
  const { token } = genuine
  const reading = await deps.sessions.find(token.sessionId)
  if (reading === null) return { ok: false, code: 'refresh_invalid' }
  const attempt = {
    ...input,
    counter: token.counter,
    salt: token.salt,
    stillCurrent: false,
    kind: 'second-factor', // a pending session is held too; what it may do is for others to say
  } as const
  const decision = decideRefresh(attempt, reading, deps.crypto.equal)
  switch (decision.kind) {
    case 'repeat':
      return { ok: true, reading, repeats: reading.session.chain?.lastStep?.kind ?? null }
    case 'advance':
    case 'catch-up':
    case 'fast-forward':
      return { ok: true, reading, repeats: null }
    case 'key-required':
      // Nothing is rotated, so nothing can be lost: the current token is enough.
      return reading.session.chain?.counter === token.counter
        ? { ok: true, reading, repeats: null }
        : { ok: false, code: 'refresh_superseded' }
    case 'ended':
      return { ok: false, code: 'session_ended', reason: decision.reason }
    case 'pending':
      return { ok: false, code: 'session_pending' }
    case 'superseded':
    case 'reuse':
      return { ok: false, code: 'refresh_superseded' }
    case 'invalid':
      return { ok: false, code: 'refresh_invalid' }
  }
}
