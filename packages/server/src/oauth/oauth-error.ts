/** Error answers of the OAuth endpoints: the form of RFC 6749 section 5.2, never that of the rest of the API. */

/** The codes that the OAuth endpoints answer, with the status that each has unless an answer says otherwise. */
export const OAUTH_ERRORS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  invalid_scope: 400,
  invalid_target: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  request_not_supported: 400,
  request_uri_not_supported: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  authorization_pending: 400,
  slow_down: 400,
  access_denied: 400,
  expired_token: 400,
  invalid_redirect_uri: 400,
  invalid_client_metadata: 400,
  /** A token was used by a late duplicate of a request: it is still good, read storage anew. */
  refresh_superseded: 409,
  too_many_requests: 429,
  temporarily_unavailable: 503,
  server_error: 500,
} as const

/** One of them. */
export type OAuthErrorCode = keyof typeof OAUTH_ERRORS

/** What else an answer says. */
export type OAuthErrorDetails = {
  /** For whoever wrote the client. Says the same of what is unknown, expired, foreign and used. */
  readonly description?: string
  readonly status?: 400 | 401 | 403 | 413 | 503
  readonly retryAfterMs?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** An error answer. */
export function oauthError(code: OAuthErrorCode, details: OAuthErrorDetails = {}): Response {
  const { description, status = OAUTH_ERRORS[code], retryAfterMs } = details
  const body = { error: code, ...(description !== undefined && { error_description: description }) }
  return oauthJson(status, body, {
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
    ...details.headers,
  })
}

/** An answer of an OAuth endpoint: nothing keeps it. */
export function oauthJson(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  })
}
