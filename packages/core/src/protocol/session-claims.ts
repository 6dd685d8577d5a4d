/** What our tokens say. */

/** The `typ` of session tokens. */
export const SESSION_TOKEN_TYPE = 'session+jwt'

/** The `typ` of templates' tokens. */
export const TEMPLATE_TOKEN_TYPE = 'JWT'

/** The claims of a session token. Times are seconds since 1970-01-01T00:00:00Z (RFC 7519 NumericDate). */
export type SessionClaims = {
  readonly iss: string
  /** The user's id. */
  readonly sub: string
  /** The session's id. */
  readonly sid: string
  readonly iat: number
  readonly nbf: number
  readonly exp: number
  /** Empty where a token of Clerk's does not say it. */
  readonly jti: string
  /** The origin or client that the token was minted for; empty where a token of Clerk's does not say it. */
  readonly azp: string
  readonly aud?: string | readonly string[]
  /** The version of this layout. */
  readonly v: 1
  readonly sts: 'active'
  /** Minutes since the first and the second factor were proved, as of `iat`; -1 for never. */
  readonly fva: readonly [first: number, second: number]
  /** Who acts as the user (RFC 8693 section 4.1). */
  readonly act?: { readonly sub: string }
  /** The active organization. */
  readonly org?: OrganizationClaim
  /** The log position as of which the claims were read: of two tokens of one session the greater is newer. */
  readonly gen?: number
  /** Custom claims. */
  readonly [claim: string]: unknown
}

/** The organization that a session works in, and what its user may do there. */
export type OrganizationClaim = {
  readonly id: string
  /** Empty where a token of Clerk's does not say it. */
  readonly slug: string
  readonly role: string
  readonly permissions: readonly string[]
}

/** The claims of a template's token: what the template asks for, around what every token has. */
export type TemplateClaims = {
  readonly iss: string
  /** The user's id. */
  readonly sub: string
  /** The session's id; a detached token has none. */
  readonly sid?: string
  readonly iat: number
  readonly nbf?: number
  readonly exp: number
  readonly jti?: string
  readonly azp?: string
  readonly aud?: string | readonly string[]
  readonly act?: { readonly sub: string }
  /** The template's own claims. */
  readonly [claim: string]: unknown
}
