/** Which credentials a request may bring, and what each of them makes of it. */

import type { ApiKeyHolder } from './api-key-holder.ts'
import { CoatcheckError } from './errors.ts'
import type { OAuthTokenHolder } from './oauth-token-holder.ts'
import type { SignedIn, SignedOut } from './request-state.ts'

/** What a request came to, by what it brought. */
type Authenticated = {
  readonly 'session-token': SignedIn
  readonly 'api-key': ApiKeyHolder
  readonly 'oauth-token': OAuthTokenHolder
}

/**
 * A kind of credential. `session-token`: everything that stands for the session of a person, be it signed, opaque, a
 * ticket or a cookie. `api-key`: an API key in `Authorization`. `oauth-token`: an access token of an OAuth client there.
 */
export type AcceptedKind = keyof Authenticated

/** Whoever a credential of one of the kinds stands for. */
export type AuthenticatedBy<A extends AcceptedKind> = Authenticated[A]

/** What a request came to that may bring one of the kinds. */
export type StateOf<A extends AcceptedKind> = AuthenticatedBy<A> | SignedOut

/** Which kinds are accepted. */
export type Accepts<A extends AcceptedKind = 'session-token'> = {
  /** Default: `['session-token']`. */
  readonly accepts?: readonly A[]
}

const KINDS: readonly unknown[] = [
  'session-token',
  'api-key',
  'oauth-token',
] satisfies readonly AcceptedKind[]

/** Whether a value is a list of kinds, not empty. */
export function areKinds(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((kind) => KINDS.includes(kind))
}

/**
 * The kinds that are accepted.
 *
 * @throws {CoatcheckError} When there is none, or one that there is not.
 */
export function readAccepts({ accepts }: Accepts<AcceptedKind>): readonly AcceptedKind[] {
  if (accepts === undefined) return ['session-token']
  if (areKinds(accepts)) return accepts
  throw new CoatcheckError('option-invalid', "accepts lists 'session-token', 'api-key' and 'oauth-token'")
}

/** The kind of what a request came to. */
export function kindOf({ tokenType }: AuthenticatedBy<AcceptedKind>): AcceptedKind {
  return tokenType === 'api-key' || tokenType === 'oauth-token' ? tokenType : 'session-token'
}
