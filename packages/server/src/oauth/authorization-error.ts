/** What an authorization request is refused with (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6). */

/** What can be wrong with a request itself. */
export type RequestErrorCode =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'request_not_supported'
  | 'request_uri_not_supported'

/** The codes that are told to the client. */
export type AuthorizationErrorCode =
  | RequestErrorCode
  | 'access_denied'
  | 'login_required'
  | 'consent_required'
  | 'temporarily_unavailable'

/** A refusal of a request as it is. */
export type RequestRefusal = {
  readonly ok: false
  readonly error: RequestErrorCode
  /** For whoever wrote the client. Never a value that came with the request. */
  readonly description?: string
}

/** Refuses. */
export function refuseRequest(error: RequestErrorCode, description?: string): RequestRefusal {
  return { ok: false, error, ...(description !== undefined && { description }) }
}
