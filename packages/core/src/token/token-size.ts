/** How large a token may be: a cookie of 4,096 bytes is what browsers keep, and it carries a name too. */

/** The most bytes a token has: with the name of either session cookie it stays under the 4,096 of RFC 6265 section 6.1. */
export const MAX_TOKEN_BYTES = 4000

const NAMED_CLAIMS = 3

/**
 * The claims would make a token that no browser keeps.
 *
 * It is thrown, as no request brings it about: whoever configures the claims does.
 */
export class TokenTooLargeError extends Error {
  override readonly name = 'TokenTooLargeError'
  /** The claims that take the most room, the largest first. */
  readonly largestClaims: readonly string[]

  constructor(bytes: number, claims: { readonly [claim: string]: unknown }) {
    const largest = largestClaims(claims)
    const named = largest.map(([claim, size]) => `${claim} (${size} bytes)`).join(', ')
    super(`The token would have ${bytes} bytes, ${MAX_TOKEN_BYTES} at most. Its largest claims: ${named}.`)
    this.largestClaims = largest.map(([claim]) => claim)
  }
}

/** Gives the token back unless it is too large. @throws {TokenTooLargeError} */
export function checkTokenSize(token: string, claims: { readonly [claim: string]: unknown }): string {
  if (token.length > MAX_TOKEN_BYTES) throw new TokenTooLargeError(token.length, claims)
  return token
}

/** The claims that take the most room as JSON, with their sizes, the largest first. */
export function largestClaims(claims: {
  readonly [claim: string]: unknown
}): readonly (readonly [string, number])[] {
  return Object.entries(claims)
    .map(([claim, value]) => [claim, JSON.stringify(value)?.length ?? 0] as const)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, NAMED_CLAIMS)
}
