/** Tokens for calls that take long: valid for half an hour more, and from memory while that holds. */

import type { GetTokenOptions } from './client.ts'

/** What `getTokenWithOptions` asks for. */
export const TOKEN_OPTIONS: { readonly leewayInSeconds: number; readonly skipCache: boolean } = Object.freeze(
  {
    leewayInSeconds: 1800,
    skipCache: false,
  },
)

/** Options of which none is there without a value, as the `getToken` of a backend wants them. */
type GivenOptions = { readonly [Name in keyof GetTokenOptions]: Exclude<GetTokenOptions[Name], undefined> }

/**
 * Asks for a token by `TOKEN_OPTIONS`, and by the caller's own options over them. It takes the `getToken` of a client, of
 * `useAuth` or of a backend's `auth`, and fails as that does.
 */
export function getTokenWithOptions<Token>(
  getToken: (options: GivenOptions) => Promise<Token>,
  options: GetTokenOptions = {},
): Promise<Token> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return getToken({ ...TOKEN_OPTIONS, ...(Object.fromEntries(given) as GivenOptions) })
}
