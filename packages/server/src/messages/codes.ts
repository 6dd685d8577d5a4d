/** What pages have a text for: closed lists, so that a link can make a page say nothing else. */

/** What was done, as an address tells the page after it. */
export const NOTICE_CODES = [
  'redirect_refused',
  'reverify',
  'signed_out',
  'deletion_requested',
  'password_changed',
  'profile_saved',
  'application_removed',
  'device_signed_out',
  'others_signed_out',
  'authenticator_on',
  'passkey_added',
  'factor_removed',
  'api_key_revoked',
  'identity_added',
  'identity_removed',
  'email_verified',
  'email_change_sent',
  'verification_sent',
] as const

/** One of them. */
export type NoticeCode = (typeof NOTICE_CODES)[number]

/** What a form may run into. `other`: what nobody who presses its buttons does. */
export const PAGE_ERROR_CODES = [
  'invalid_request',
  'ticket_invalid',
  'password_rejected',
  'credentials_invalid',
  'factor_invalid',
  'reverification_required',
  'actor_not_allowed',
  'permission_missing',
  'email_differs',
  'email_taken',
  'email_domain_not_allowed',
  'sign_up_closed',
  'session_limit_reached',
  'client_superseded',
  'session_not_found',
  'not_found',
  'already_member',
  'last_way_in',
  'passkey_taken',
  'too_many_factors',
  'too_many_api_keys',
  'hook_refused',
  'hook_failed',
  'rate_limited',
  'server_busy',
  'store_unavailable',
  'other',
] as const

/** One of them. */
export type PageErrorCode = (typeof PAGE_ERROR_CODES)[number]

/** What went wrong on the way back from an upstream. */
export const UPSTREAM_ERROR_CODES = [
  'upstream_sign_in_invalid',
  'upstream_sign_in_refused',
  'upstream_token_invalid',
  'email_taken',
  'sign_up_closed',
  'email_domain_not_allowed',
  'identity_taken',
  'session_limit_reached',
  'hook_refused',
  'hook_failed',
  'rate_limited',
] as const

/** One of them. */
export type UpstreamErrorCode = (typeof UPSTREAM_ERROR_CODES)[number]

/** Why a request of an application got nowhere. */
export type StrayCode = 'client_unknown' | 'redirect_uri_refused' | 'request_uri_invalid'
