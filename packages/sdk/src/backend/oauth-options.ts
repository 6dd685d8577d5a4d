/** What a backend asks of access tokens, beside what it asks of everything. */

import { CoatcheckError } from './errors.ts'
import type { Verifier } from './verifier.ts'
import { type CallParties, type Parties, readParties, requireAudience } from './verifier-options.ts'
import type { TokenType } from './verified.ts'

/**
 * What is asked of access tokens. Its `audience` and `authorizedParties` are for them alone, in the place of the others;
 * with `authorizedParties: null` any client's are taken, whatever is asked of sessions.
 */
export type OAuthOptions = CallParties & {
  /**
   * Where clients find this API, below which the paths of requests are: proofs of DPoP name it. Default: the origins of
   * the audiences. `Host` is not asked, as whoever sends a request chooses it.
   */
  readonly publicUrl?: string
  /** Where `protectedResourceMetadata` is answered: challenges name it (RFC 9728 section 5.1). */
  readonly resourceMetadata?: string
}

/** Options that hold. */
export type ReadOAuthOptions = {
  readonly parties: CallParties
  /** The URLs below which this API is, without a slash at the end. */
  readonly publicUrls: readonly string[]
  readonly resourceMetadata: string | null
}

/**
 * Reads the options.
 *
 * @throws {CoatcheckError} When one is wrong, or nothing says whom tokens are for.
 */
export function readOAuthOptions(
  verifier: Pick<Verifier<TokenType>, 'audiences'>,
  { oauth = {}, ...all }: Parties & { readonly oauth?: OAuthOptions },
): ReadOAuthOptions {
  const audience = oauth.audience ?? all.audience
  const authorizedParties =
    oauth.authorizedParties === undefined ? all.authorizedParties : oauth.authorizedParties
  const parties = {
    ...(audience !== undefined && { audience }),
    ...(authorizedParties !== undefined && { authorizedParties }),
  }
  const audiences = readParties(parties).audiences ?? verifier.audiences
  requireAudience(['oauth-token'], audiences)
  const { publicUrl, resourceMetadata } = oauth
  return {
    parties,
    publicUrls:
      publicUrl === undefined ? originsOf(audiences ?? []) : [below(readUrl('oauth.publicUrl', publicUrl))],
    resourceMetadata:
      resourceMetadata === undefined ? null : readUrl('oauth.resourceMetadata', resourceMetadata).href,
  }
}

function originsOf(audiences: readonly string[]): readonly string[] {
  return audiences
    .filter((audience) => URL.canParse(audience))
    .map((audience) => new URL(audience).origin)
    .filter((origin) => origin !== 'null')
}

function below({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/$/, '')
}

/**
 * Reads a URL that clients are told or name.
 *
 * @throws {CoatcheckError} When it is none of https or http, or has a query or a fragment.
 */
export function readUrl(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && !/[?#"\s]/.test(text))
    return url
  throw new CoatcheckError(
    'option-invalid',
    `${option} is a URL of https or http, without a query; it is ${JSON.stringify(text)}`,
  )
}
