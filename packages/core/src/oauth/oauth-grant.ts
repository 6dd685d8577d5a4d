/** What a session is that an OAuth client holds: whose it is, and what it is good for. */

import type { AppId, OrganizationId, SessionId, TicketId } from '../id/id.ts'
import type { SignInMethod } from '../session/session.ts'

/** The OAuth part of a session. A grant is one session: what ends the session ends all that came of the grant. */
export type OAuthGrant = {
  readonly clientId: AppId
  /** What was granted; a refresh may ask for less, never for more. */
  readonly scopes: readonly string[]
  /** The audiences that tokens of it may name (RFC 8707); never empty. */
  readonly resources: readonly string[]
  /** Bound to this organization: it ends with its user's membership. */
  readonly organizationId: OrganizationId | null
  /**
   * The session that granted it, when it ends with that one: whoever signs out of the browser signs out of the
   * applications that were not granted `offline_access`. When the person signs in again in that browser, the
   * new session takes its place.
   */
  readonly parentId: SessionId | null
}

/** The row that says that a person granted it. Whoever takes that back deletes the row, so that nothing opens by it. */
export type GrantEvidence = { readonly kind: 'code' | 'device'; readonly id: TicketId }

/** The `amr` of a session (RFC 8176): how it was signed in to, and `mfa` once a second factor was proved. */
export function methodReferences(method: SignInMethod | null, secondAtMs: number | null): readonly string[] {
  const first = method === null ? [] : AMR[method]
  return secondAtMs === null ? first : [...first, 'mfa']
}

const AMR: { readonly [M in SignInMethod]: readonly string[] } = {
  password: ['pwd'],
  passkey: ['pop', 'user'],
  upstream: ['fed'],
  impersonation: [],
}

/** The `acr` of a session: the assurance level of NIST SP 800-63B that its factors come to. */
export function assuranceLevel(secondAtMs: number | null): 'aal1' | 'aal2' {
  return secondAtMs === null ? 'aal1' : 'aal2'
}
