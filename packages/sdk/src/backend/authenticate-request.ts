/** Who sends a request to your backend: by bearer token, or by the session cookie of a request from your own pages. */

import { type CookieRules, findToken } from './find-token.ts'
import type { RolesOf } from './has.ts'
import { type NodeRequestHead, type RequestHead, requestHead } from './request-head.ts'
import { type RequestState, signedIn, signedOut } from './request-state.ts'
import type { TokenType } from './verified.ts'
import type { Verifier } from './verifier.ts'
import type { Parties } from './verifier-options.ts'

/** How requests are judged. */
export type AuthenticateOptions = Parties &
  CookieRules & {
    /** Where a person's roles stand, when it is not the active organization that says them. */
    readonly roles?: RolesOf
  }

/**
 * Authenticates a request, of the web or of Node. What the request brings never makes it reject.
 *
 * @throws {CoatcheckError} As a rejection, when an option is wrong.
 */
export async function authenticateRequest(
  verifier: Verifier<TokenType>,
  request: RequestHead | NodeRequestHead,
  options: AuthenticateOptions = {},
): Promise<RequestState> {
  const found = findToken(verifier, requestHead(request), options)
  if (!found.ok) return signedOut(found.reason)
  const verified = await verifier.verify(found.token, namesParties(options) ? options : undefined)
  if (!verified.ok) return signedOut(verified.reason, verified.cause)
  return verified.tokenType === 'session'
    ? signedIn(found.token, verified.claims, verifier.nowMs(), options.roles)
    : signedOut('token-type-invalid')
}

function namesParties({ audience, authorizedParties }: AuthenticateOptions): boolean {
  return audience !== undefined || authorizedParties !== undefined
}
