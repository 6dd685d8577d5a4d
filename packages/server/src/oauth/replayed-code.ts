/** A code that comes a second time: the answer to the first request was lost, or somebody has got hold of it. */

import {
  type AuthorizationCode,
  CODE_KEPT_MS,
  codeKey,
  draftEvent,
  RETRY_WINDOW_MS,
  type SessionId,
} from '@coatcheck/core'
import { giveWay } from '../session/give-way.ts'
import type { TokenRequest } from './token-grant.ts'

/** What used the code before. */
type Used = { readonly sessionId: SessionId | null; readonly keyHash: Uint8Array | null }

/** The `OpenSession.once` of the redemption that repeats one. */
export function repeatKey(id: SessionId): string {
  return `code-again:${id}`
}

/**
 * Has the session of a lost answer give way, where a redemption repeats the one before it: by its Idempotency-Key, at
 * once.
 *
 * @returns That session; `null` where the redemption is no repetition.
 */
export async function giveWayTo(
  { server, context }: TokenRequest,
  { sessionId, keyHash: usedBy }: Used,
  { keyHash, isFirst }: { readonly keyHash: Uint8Array | null; readonly isFirst: boolean },
): Promise<SessionId | null> {
  if (keyHash === null || usedBy === null || sessionId === null) return null
  if (!server.crypto.equal(usedBy, keyHash)) return null
  const reading = await server.store.sessions.find(sessionId)
  if (reading === null) return null
  // The time counts from the first redemption: repeating does not extend it.
  if (isFirst && reading.nowMs - reading.session.createdAtMs > RETRY_WINDOW_MS) return null
  return (await giveWay(server, sessionId, context)) ? sessionId : null
}

/** Uses a code up, and ends what it gave before, if it gave anything. */
export async function endWhatCodeGave(
  { server, context, client }: TokenRequest,
  code: AuthorizationCode,
): Promise<void> {
  const { authorizationCodes, sessions } = server.store
  const untilMs = code.expiresAtMs + CODE_KEPT_MS
  let given = await authorizationCodes.spend(codeKey(code.id), untilMs)
  for (let isFirst = true; given !== null; isFirst = false) {
    const told = draftEvent(context, 'oauth.code_replayed', {
      userId: code.userId,
      sessionId: given,
      outcome: 'failure',
      details: { codeId: code.id, clientId: client.clientId },
    })
    const ending = { state: 'revoked', reason: 'code_replayed' } as const
    await sessions.end({ by: 'id', id: given }, ending, context, isFirst ? [told] : [])
    given = await authorizationCodes.spend(repeatKey(given), untilMs)
  }
}
