/** The answers of the token endpoint: tokens (RFC 6749 section 5.1), and the refusals that grants share. */

import type { OAuthClient, SessionReading } from '@coatcheck/core'
import { idempotencyKeyHash } from '../http/idempotency-key.ts'
import type { Server } from '../server.ts'
import { useProof } from './dpop.ts'
import { type GrantAsk, issueAccessToken, issueIdToken } from './issue-tokens.ts'
import { oauthError, oauthJson } from './oauth-error.ts'
import type { TokenRequest } from './token-grant.ts'

/** Where tokens come from. */
export const TOKEN_PATH = '/oauth/token'

/** What a grant gives. */
export type Given = {
  readonly reading: SessionReading
  readonly client: OAuthClient
  readonly ask: GrantAsk
  /** `null` where the client may not refresh. */
  readonly refreshToken: string | null
  /** That of the authorization request, for the id_token. */
  readonly nonce: string | null
  /** Of a refresh: the step is taken, and an id_token need not come with it (OpenID Connect Core section 12.2). */
  readonly mayLackIdToken?: boolean
  /** Of an exchange (RFC 8693 section 2.2.1). */
  readonly issuedTokenType?: string
}

/** Answers with the tokens of a grant. */
export async function answerTokens(
  server: Server,
  { reading, client, ask, refreshToken, nonce, mayLackIdToken = false, issuedTokenType }: Given,
): Promise<Response> {
  const { scopes, dpopThumbprint } = ask
  const access = await issueAccessToken(server, reading, client, ask)
  const idToken = scopes.includes('openid')
    ? await issueIdToken(server, reading, client, { scopes, nonce, accessToken: access.token }).catch(
        (error: unknown) => {
          if (!mayLackIdToken) throw error
          server.logger.error({ err: error }, 'a refresh was answered without an id_token')
          return null
        },
      )
    : null
  return oauthJson(200, {
    access_token: access.token,
    ...(issuedTokenType !== undefined && { issued_token_type: issuedTokenType }),
    token_type: dpopThumbprint === null ? 'Bearer' : 'DPoP',
    expires_in: access.expiresIn,
    ...scopeMember(scopes),
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    ...(idToken !== null && { id_token: idToken }),
  })
}

/** What the token is good for; left out where that is nothing (RFC 6749 section 3.3 knows no empty scope). */
export function scopeMember(scopes: readonly string[]): { readonly scope?: string } {
  return scopes.length === 0 ? {} : { scope: scopes.join(' ') }
}

/** The one refusal of whatever was granted: unknown, expired, foreign, used and ended look alike. */
export function invalidGrant(): Response {
  return oauthError('invalid_grant', { description: 'What was shown is not valid, or not for this client.' })
}

/** Uses the proof of a request up. @returns An answer when it was used before. */
export async function useTokenProof({ server, proof }: TokenRequest): Promise<Response | null> {
  const refused = await useProof(server, proof, TOKEN_PATH)
  return refused === null ? null : oauthError(refused.code, refused)
}

/** SHA-256 of the request's Idempotency-Key; `null` without one. */
export function keyHashOf({
  server,
  request,
}: Pick<TokenRequest, 'server' | 'request'>): Uint8Array | null | Response {
  const hash = idempotencyKeyHash(server, request)
  return hash instanceof Response
    ? oauthError('invalid_request', { description: 'Idempotency-Key is not 16 to 128 random characters.' })
    : hash
}
