/** What every exchange of tokens (RFC 8693) is asked, and what it answers. */

import { ACCESS_TOKEN_TYPE } from '@coatcheck/core/protocol'
import { gateToken } from '@coatcheck/core/verify'
import type { Server } from '../server.ts'
import { oauthError, oauthJson } from './oauth-error.ts'
import type { TokenRequest } from './token-grant.ts'

/** The types of tokens by which exchanges name them (RFC 8693 section 3), and ours for opaque session tokens. */
export const TOKEN_TYPES = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  idToken: 'urn:ietf:params:oauth:token-type:id_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  session: 'urn:coatcheck:params:oauth:token-type:session',
} as const

/** An exchange, as far as it is the same for every subject. */
export type ExchangeRequest = {
  readonly input: TokenRequest
  readonly subject: string
  readonly subjectType: string
  /** An access token of whoever is to act; `null` for nobody. */
  readonly actor: string | null
  readonly requested: string
}

/** Whether a token says that it is one of our access tokens; nothing of it is true yet. */
export function isOwnAccessToken({ settings }: Server, token: string): boolean {
  const gated = gateToken(token)
  return gated.ok && gated.header['typ'] === ACCESS_TOKEN_TYPE && gated.payload['iss'] === settings.url
}

/** The one refusal of whatever is wrong with a subject or an actor token (RFC 8693 section 2.2.2). */
export function invalidSubject(): Response {
  return oauthError('invalid_request', {
    description: 'What was shown is not valid, or not for this client.',
  })
}

/** The answer with an access token that comes without a refresh token. */
export function exchanged(
  { token, expiresIn }: { readonly token: string; readonly expiresIn: number },
  { scopes, isBound }: { readonly scopes: readonly string[]; readonly isBound: boolean },
): Response {
  return oauthJson(200, {
    access_token: token,
    issued_token_type: TOKEN_TYPES.accessToken,
    token_type: isBound ? 'DPoP' : 'Bearer',
    expires_in: expiresIn,
    scope: scopes.join(' '),
  })
}
