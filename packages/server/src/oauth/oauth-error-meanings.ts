/** What the errors of the OAuth endpoints mean: for their description, and for `docs/errors.md`. */

import type { OAuthErrorCode } from './oauth-error.ts'

/** One sentence for each. */
export const OAUTH_ERROR_MEANINGS: { readonly [C in OAuthErrorCode]: string } = {
  invalid_request: 'A parameter is missing, given twice or of the wrong form.',
  invalid_client: 'The client is not known, is disabled, or has not proved to be it.',
  invalid_grant: 'The code, token or other grant is not valid, or not for this client: sign in again.',
  invalid_scope: 'A scope was asked for that is not there to be had.',
  invalid_target: 'A resource was asked for that is not there to be had.',
  unauthorized_client: 'The client may not use this grant.',
  unsupported_grant_type: 'There is no such grant.',
  invalid_token: 'The access token is expired, revoked, for another audience, or not genuine.',
  insufficient_scope: 'The access token was not granted the scope that this takes.',
  invalid_dpop_proof: 'The DPoP proof is missing, not for this request, not fresh, or was used before.',
  use_dpop_nonce: 'The DPoP proof needs the nonce that came in DPoP-Nonce: make it again.',
  authorization_pending: 'The person has not decided yet: ask again after the interval.',
  slow_down: 'Asked too often: wait five seconds longer each time from now on.',
  access_denied: 'The person said no.',
  unsupported_response_type: 'There are codes, and nothing else, to be had there.',
  request_not_supported: 'A request is not taken as a signed object.',
  request_uri_not_supported: 'A request is not fetched from elsewhere: push it.',
  expired_token: 'The device code has expired: begin again.',
  invalid_redirect_uri: 'A redirect URI cannot be registered.',
  invalid_client_metadata: 'The description of a client cannot be registered.',
  refresh_superseded:
    'The refresh token was used by an earlier request. With a refresh_token in the answer, go on with that; else read storage anew.',
  too_many_requests: 'Wait as long as Retry-After says.',
  temporarily_unavailable: 'The store or a key cannot be reached: the same again, after Retry-After.',
  server_error: 'Something went wrong here; it is in the log.',
}
