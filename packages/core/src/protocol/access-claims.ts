/** What OAuth access tokens say (RFC 9068). */

import type { OrganizationClaim } from './session-claims.ts'

/** The `typ` of access tokens. */
export const ACCESS_TOKEN_TYPE = 'at+jwt'

/** The claims of an access token. Times are seconds since 1970-01-01T00:00:00Z (RFC 7519 NumericDate). */
export type AccessClaims = {
  readonly iss: string
  /** The user's id, or the client's own where it acts for itself. */
  readonly sub: string
  /** The grant, which is a session; a client that acts for itself has none. */
  readonly sid?: string
  readonly aud: string | readonly string[]
  readonly client_id: string
  /** Names with spaces between them; empty for none. */
  readonly scope: string
  readonly iat: number
  readonly nbf?: number
  readonly exp: number
  readonly jti: string
  /** When the person signed in, and how. */
  readonly auth_time?: number
  readonly acr?: string
  readonly amr?: readonly string[]
  /** Who acts for the subject (RFC 8693 section 4.1). */
  readonly act?: { readonly sub: string; readonly [claim: string]: unknown }
  readonly org?: OrganizationClaim
  /** The key that whoever shows it must prove to hold (RFC 9449 section 6). */
  readonly cnf?: { readonly jkt: string }
  /** The log position as of which the claims were read. */
  readonly gen?: number
  readonly [claim: string]: unknown
}
