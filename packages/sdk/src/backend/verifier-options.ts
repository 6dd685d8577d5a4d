/** How a verifier is set up: read once, so that what is set wrongly is said at the start and not by every token. */

import { type Compat, FEED_PATH, isLocalHost } from '@coatcheck/core/protocol'
import { DEFAULT_SKEW_SECONDS } from '@coatcheck/core/verify'
import type { FeedSource } from '../feed/feed-connection.ts'
import type { OnStale } from '../feed/live-feed.ts'
import { CoatcheckError } from './errors.ts'
import { isJwks, type Jwks } from './key-set.ts'
import { type PublicKeyPem, readPublicKeyPem } from './public-key-pem.ts'
import type { TokenType } from './verified.ts'

/** How a verifier is set up. */
export type VerifierOptions = Parties & {
  /** The URL of the Coatcheck server, compared with `iss` byte by byte; with `compat`, or that of Clerk's Frontend API. */
  readonly issuer: string
  /** The issuer's key set, when it is not to be fetched. */
  readonly jwks?: Jwks
  /**
   * `clerk` takes session tokens as Clerk spells them, too: those of a Coatcheck server with `COATCHECK_COMPAT=clerk`,
   * or of Clerk itself. They come in the cookie `__session`, and are signed with RS256.
   */
  readonly compat?: Compat
  /** Where the issuer's key set is, when it is not at `/.well-known/jwks.json`. */
  readonly jwksUrl?: string
  /** One public key in PEM, when nothing is to be fetched (`COATCHECK_JWT_KEY`); its type says the algorithm. */
  readonly jwtKey?: string
  /** Accepted kinds of tokens (default: those of sessions only). */
  readonly tokenTypes?: readonly TokenType[]
  /** How far the clocks may be apart, in seconds (default 5, at most 300). */
  readonly clockSkewSeconds?: number
  /**
   * Hears of revocations and changes at once, with a verifier key (`ccv_`). Without it a token is good until it ends.
   * The connection keeps the process running until `close()`.
   */
  readonly feed?: { readonly key: string }
  /**
   * What to do with tokens while the feed is stale, which is 15 seconds after its last heartbeat: `accept` (default)
   * takes those that live at most 60 seconds, `reject` none.
   */
  readonly onStale?: OnStale
  /** Where the server is reached, when that is not its public address; it may be plain http on your own network. */
  readonly url?: string
  /** The longest life (`exp - iat`) a token may have, in seconds (default 300, access tokens 900; with a feed, any). */
  readonly maxTokenLifetimeSeconds?: number
  /** How many verified tokens are remembered (default 10,000). */
  readonly cacheSize?: number
  /** Fetches from the server (default: the runtime's). */
  readonly fetch?: typeof fetch
  /** The clock, in milliseconds (default: the runtime's). */
  readonly now?: () => number
}

/** What one call asks, where it is other than what the verifier was made for. */
export type VerifyCall<T extends TokenType> = CallParties & {
  /** Accepted kinds of tokens. */
  readonly tokenTypes?: readonly T[]
  /**
   * The thumbprint (RFC 7638) of the key that the request has proved to hold. An access token that is bound to a key
   * (RFC 9449) holds with that key alone, and one that is not holds without any.
   */
  readonly provenKey?: string
}

/** Whom a token must be for. What is set must be in the token; what is an empty list accepts none. */
export type Parties = {
  /** Accepted `aud` values. Access tokens (`oauth-token`) are taken only where it is set: for this API, they name it. */
  readonly audience?: string | readonly string[]
  /** Accepted `azp` values, of access tokens `client_id`: the origins and clients that tokens may have been minted for. */
  readonly authorizedParties?: string | readonly string[]
}

/** The parties of one call: `null` takes any party, also where the verifier does not. */
export type CallParties = Pick<Parties, 'audience'> & {
  readonly authorizedParties?: Exclude<Parties['authorizedParties'], undefined> | null
}

/** Parties as lists; `null` accepts any. */
export type ReadParties = {
  readonly audiences: readonly string[] | null
  readonly authorizedParties: readonly string[] | null
}

/** Where the keys come from. */
export type KeySource =
  | { readonly from: 'jwks'; readonly jwks: Jwks }
  | { readonly from: 'pem'; readonly pem: PublicKeyPem }
  | { readonly from: 'url'; readonly url: string; readonly fetch: typeof fetch }

/** Where the server is reached, and by what. */
export type ServerSource = { readonly url: string; readonly fetch: typeof fetch }

/** Options that hold. */
export type ReadOptions = {
  readonly issuer: string
  readonly compat: Compat | null
  readonly server: ServerSource
  readonly keys: KeySource
  readonly parties: ReadParties
  readonly tokenTypes: readonly TokenType[]
  readonly feed: (FeedSource & { readonly onStale: OnStale }) | null
  readonly skewSeconds: number
  readonly maxLifetimeSeconds: { readonly [T in TokenType]: number }
  readonly cacheSize: number
  readonly nowMs: () => number
}

const LONGEST_LIFE_SECONDS = 315_360_000
/** Without a feed nobody hears of a revocation before a token ends. */
const UNFED_LIFE_SECONDS = 300
/** The longest that the standards' advice gives an access token, where it cannot be fetched anew each minute. */
const UNFED_ACCESS_LIFE_SECONDS = 900

const TOKEN_TYPES: readonly TokenType[] = ['session', 'template', 'oauth-token']

/**
 * Reads the options.
 *
 * @throws {CoatcheckError} When one is wrong.
 */
export function readOptions(options: VerifierOptions): ReadOptions {
  const tokenTypes = readTokenTypes(options.tokenTypes ?? ['session'])
  const parties = { audiences: null, authorizedParties: null, ...readParties(options) }
  requireAudience(tokenTypes, parties.audiences)
  const { compat = null } = options
  if (compat !== null && compat !== 'clerk') throw new CoatcheckError('option-invalid', "compat is 'clerk'")
  return {
    issuer: readIssuer(options.issuer, compat),
    compat,
    server: { url: readServer(options), fetch: options.fetch ?? globalThis.fetch },
    keys: readKeySource(options),
    feed: readFeed(options),
    parties,
    tokenTypes,
    skewSeconds: readCount('clockSkewSeconds', options.clockSkewSeconds ?? DEFAULT_SKEW_SECONDS, 300),
    maxLifetimeSeconds: readLifetimes(options),
    cacheSize: readCount('cacheSize', options.cacheSize ?? 10_000, 10_000_000),
    nowMs: options.now ?? Date.now,
  }
}

function readLifetimes({
  maxTokenLifetimeSeconds: given,
  feed,
}: VerifierOptions): ReadOptions['maxLifetimeSeconds'] {
  const unfed = (seconds: number): number => given ?? (feed === undefined ? seconds : LONGEST_LIFE_SECONDS)
  const longest = readCount('maxTokenLifetimeSeconds', unfed(UNFED_LIFE_SECONDS), LONGEST_LIFE_SECONDS)
  return { session: longest, template: longest, 'oauth-token': unfed(UNFED_ACCESS_LIFE_SECONDS) }
}

/**
 * Reads kinds of tokens.
 *
 * @throws {CoatcheckError} When there is none, or one that there is not.
 */
export function readTokenTypes<T extends TokenType>(types: readonly T[]): readonly T[] {
  if (Array.isArray(types) && types.length > 0 && types.every((type) => TOKEN_TYPES.includes(type)))
    return types
  throw new CoatcheckError('option-invalid', "tokenTypes lists 'session', 'template' and 'oauth-token'")
}

/**
 * Access tokens of one issuer are for many APIs: whoever does not ask for whom takes what any client showed any other.
 *
 * @throws {CoatcheckError} When access tokens are taken, and it is not said for whom.
 */
export function requireAudience(tokenTypes: readonly TokenType[], audiences: ReadParties['audiences']): void {
  if (audiences !== null || !tokenTypes.includes('oauth-token')) return
  throw new CoatcheckError(
    'option-invalid',
    "'oauth-token' needs audience: the address of this API, as clients ask for it (resource); not that of the issuer, whose tokens every application has",
  )
}

/** Reads the parties that are set. One name is a list of one. */
export function readParties({ audience, authorizedParties }: CallParties): Partial<ReadParties> {
  return {
    ...(audience !== undefined && { audiences: readNames('audience', audience) }),
    ...(authorizedParties !== undefined && {
      authorizedParties:
        authorizedParties === null ? null : readNames('authorizedParties', authorizedParties),
    }),
  }
}

function readNames(option: string, value: string | readonly string[]): readonly string[] {
  const names = typeof value === 'string' ? [value] : value
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string' && name !== '')) {
    throw new CoatcheckError('option-invalid', `${option} is a text or a list of texts, none of them empty`)
  }
  return names
}

function readIssuer(issuer: string, compat: Compat | null): string {
  const url = readSafeUrl(issuer)
  // Clerk behind a proxy is below a path.
  const isPlain = compat === 'clerk' && url?.href === issuer && !/[?#]|\/$/.test(issuer)
  if (url === null || (url.origin !== issuer && !isPlain)) {
    throw new CoatcheckError(
      'issuer-invalid',
      `issuer is the origin of the Coatcheck server, without a path or trailing slash: https, or http on localhost; it is ${JSON.stringify(issuer)}`,
    )
  }
  return issuer
}

/** A URL that nobody on the way can answer for: elsewhere plain http would let anybody say what the keys are. */
function readSafeUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null
  const isSafe =
    url !== null &&
    url.username === '' &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLocalHost(url.hostname)))
  return isSafe ? url : null
}

function readServer({ issuer, url }: VerifierOptions): string {
  if (url === undefined) return issuer
  const read = URL.canParse(url) ? new URL(url) : null
  if (read?.origin !== url || !/^https?:$/.test(read.protocol)) {
    throw new CoatcheckError(
      'option-invalid',
      `url is an origin, without a path or trailing slash; it is ${JSON.stringify(url)}`,
    )
  }
  return url
}

function readFeed(options: VerifierOptions): ReadOptions['feed'] {
  const { feed, onStale = 'accept', fetch = globalThis.fetch } = options
  if (onStale !== 'accept' && onStale !== 'reject')
    throw new CoatcheckError('option-invalid', "onStale is 'accept' or 'reject'")
  if (feed === undefined) return null
  if (typeof feed.key !== 'string' || !feed.key.startsWith('ccv_'))
    throw new CoatcheckError('option-invalid', 'feed.key is a verifier key (ccv_...)')
  return { url: `${readServer(options)}${FEED_PATH}`, key: feed.key, fetch, onStale }
}

function readKeySource(options: VerifierOptions): KeySource {
  const { jwks, jwtKey, jwksUrl, fetch = globalThis.fetch } = options
  if ([jwks, jwtKey, jwksUrl].filter((given) => given !== undefined).length > 1) {
    throw new CoatcheckError('keys-invalid', 'give one of jwks, jwtKey and jwksUrl')
  }
  if (jwks !== undefined) {
    if (!isJwks(jwks)) throw new CoatcheckError('keys-invalid', 'jwks is a key set, { keys: [...] }')
    return { from: 'jwks', jwks }
  }
  if (jwksUrl !== undefined) {
    if (readSafeUrl(jwksUrl) === null)
      throw new CoatcheckError('keys-invalid', 'jwksUrl is an https URL, or http on localhost')
    return { from: 'url', url: jwksUrl, fetch }
  }
  if (jwtKey === undefined) return { from: 'url', url: `${readServer(options)}/.well-known/jwks.json`, fetch }
  const pem = readPublicKeyPem(jwtKey)
  if (pem === null) {
    throw new CoatcheckError(
      'keys-invalid',
      'jwtKey is a public key in PEM (-----BEGIN PUBLIC KEY-----): P-256, Ed25519 or RSA',
    )
  }
  return { from: 'pem', pem }
}

function readCount(option: string, value: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= most) return value
  throw new CoatcheckError('option-invalid', `${option} is a whole number from 0 to ${most}; it is ${value}`)
}
