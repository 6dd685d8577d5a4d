/** What the token endpoint gives, made ready to be kept. */

import { randomBytes } from 'node:crypto'
import { NativeError } from './native-error.ts'
import type { NativeClient } from './native-options.ts'
import { type NativeAnswer, refusalOf } from './request.ts'
import type { StoredGrant } from './token-store.ts'

/** 128 random bits, for one token or one sign-in. */
export function newKey(): string {
  return randomBytes(16).toString('base64url')
}

/**
 * Reads an answer. An answer to a repeated request may come without an access token: the refresh token in it gets one.
 *
 * @throws {NativeError} When it has no refresh token.
 */
export function readTokens(
  { issuer, clientId }: Pick<NativeClient, 'issuer' | 'clientId'>,
  answer: NativeAnswer,
  scope: string,
): StoredGrant {
  if (answer.status !== 200) throw refusalOf(answer)
  const {
    refresh_token: refreshToken,
    access_token: accessToken,
    expires_in: seconds,
    scope: granted,
  } = answer.body
  if (typeof refreshToken !== 'string' || refreshToken === '')
    throw new NativeError('answer-invalid', 'the server granted nothing that can be kept')
  return {
    issuer,
    clientId,
    refreshToken,
    refreshKey: newKey(),
    accessToken: typeof accessToken === 'string' && accessToken !== '' ? accessToken : null,
    receivedAtMs: Date.now(),
    expiresInSeconds: typeof seconds === 'number' ? seconds : 0,
    scope: typeof granted === 'string' ? granted : scope,
  }
}
