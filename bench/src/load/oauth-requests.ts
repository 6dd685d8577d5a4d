/** The requests of OAuth that Coatcheck and oidc-provider are both asked, by a public client with PKCE. */

import { createHash } from 'node:crypto'
import type { RequestParts } from './request.ts'
import type { RefreshDialect } from './traffic.ts'

export const REDIRECT_URI = 'http://localhost/callback'
export const RESOURCE = 'https://api.example.com'
/** What is granted: an access token and nothing of the person. */
export const OAUTH_SCOPE = 'api'

const CODE_VERIFIER = 'a-code-verifier-that-only-this-benchmark-knows'

/** `code_challenge` of S256 (RFC 7636 section 4.2), of every code. */
export const CODE_CHALLENGE: string = createHash('sha256').update(CODE_VERIFIER).digest('base64url')

/** RFC 6749 section 6. @param path The token endpoint. */
export function refreshGrant(path: string, clientId: string): RefreshDialect {
  return {
    successorMember: 'refresh_token',
    request: (refreshToken) =>
      formRequest(path, { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken }),
  }
}

/** RFC 6749 section 4.1.3. @param path The token endpoint. */
export function codeRedemption(path: string, clientId: string, code: string): RequestParts {
  return formRequest(path, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: CODE_VERIFIER,
  })
}

/** A POST of a form. */
export function formRequest(
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): RequestParts {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  }
}
