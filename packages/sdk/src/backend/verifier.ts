/** Verifies session tokens locally: the strict gate, the signature, the claims, then who the token is for. */

import type { SessionClaims } from '@coatcheck/core/protocol'
import {
  audienceMatches,
  checkInForce,
  checkSessionClaims,
  DEFAULT_SKEW_SECONDS,
  type GatedToken,
  gateToken,
  type TokenReason,
  type TokenTimes,
} from '@coatcheck/core/verify'
import type { Algorithm, VerificationKey } from '../crypto/signature.ts'
import { CoatcheckError } from './errors.ts'
import { type Jwks, openKeySet, type KeySource } from './key-set.ts'
import { MESSAGES } from './messages.ts'
import { createTokenCache } from './token-cache.ts'

/** The `typ` of session tokens. */
const SESSION_TOKEN_TYPE = 'session+jwt'

/** How a verifier is set up. */
export type VerifierOptions = {
  /** The URL of the Coatcheck server, compared with `iss` byte by byte. */
  readonly issuer: string
  /** The issuer's key set, when it is not to be fetched. */
  readonly jwks?: Jwks
  /** One public key in PEM, when nothing is to be fetched (`COATCHECK_JWT_KEY`). */
  readonly jwtKey?: string
  /** The algorithm of `jwtKey` (default ES256). */
  readonly jwtKeyAlgorithm?: Algorithm
  /** Accepted `aud` values; when set, a token without one is refused. */
  readonly audience?: string | readonly string[]
  /** Accepted `azp` values: the origins and clients that tokens may have been minted for. */
  readonly authorizedParties?: readonly string[]
  /** How far the clocks may be apart, in seconds (default 5). */
  readonly clockSkewSeconds?: number
  /** The longest life (`exp - iat`) a token may have, in seconds (default 300). */
  readonly maxTokenLifetimeSeconds?: number
  /** How many verified tokens are remembered (default 10,000). */
  readonly cacheSize?: number
  /** Fetches the key set (default: the runtime's). */
  readonly fetch?: typeof fetch
  /** The clock, in milliseconds (default: the runtime's). */
  readonly now?: () => number
}

/** What one call may ask differently. */
export type VerifyCall = Pick<VerifierOptions, 'audience' | 'authorizedParties'>

/** A verdict. */
export type Verified =
  | { readonly ok: true; readonly claims: SessionClaims; readonly tokenType: 'session' }
  | { readonly ok: false; readonly reason: TokenReason; readonly message: string }

/** A verifier of one issuer's tokens. */
export type Verifier = {
  readonly issuer: string
  /** Verifies a token. Never rejects because of a token. */
  readonly verify: (token: string, call?: VerifyCall) => Promise<Verified>
}

type Known = {
  readonly verified: Extract<Verified, { ok: true }>
  readonly promise: Promise<Verified>
  readonly times: TokenTimes
  readonly keyId: string
  readonly key: VerificationKey
}

/**
 * Makes a verifier. Issuer, keys and remembered tokens are one unit: make one verifier for each issuer and keep it.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const {
    issuer,
    clockSkewSeconds: skewSeconds = DEFAULT_SKEW_SECONDS,
    maxTokenLifetimeSeconds = 300,
  } = options
  const nowMs = options.now ?? Date.now
  const keys = openKeySet(keySource(options, nowMs))
  const cache = createTokenCache<Known>(options.cacheSize ?? 10_000)
  const defaults = partiesOf(options)
  checkNumber('clockSkewSeconds', skewSeconds)
  checkNumber('maxTokenLifetimeSeconds', maxTokenLifetimeSeconds)

  async function verifyNew(token: string): Promise<Known | TokenReason> {
    const gated = gateToken(token)
    if (!gated.ok) return gated.reason
    const { keyId } = gated
    const key = keyId === null ? undefined : (keys.peek(keyId) ?? (await keys.find(keyId)))
    if (keyId === null || key === undefined) return 'token-key-unknown'
    const refused = await checkSignature(gated, key)
    if (refused !== null) return refused
    const checked = checkSessionClaims(gated.payload, {
      issuer,
      nowSeconds: Math.floor(nowMs() / 1000),
      skewSeconds,
      maxLifetimeSeconds: maxTokenLifetimeSeconds,
    })
    if (!checked.ok) return checked.reason
    const verified = { ok: true, claims: deepFreeze(checked.claims), tokenType: 'session' } as const
    const known: Known = { verified, promise: Promise.resolve(verified), times: checked.times, keyId, key }
    cache.set(token, known)
    return known
  }

  /** What holds of every call, also of a token that was verified before: time, party, audience, the key itself. */
  function judge(known: Known, call: VerifyCall | undefined): TokenReason | null {
    const late = checkInForce(known.times, Math.floor(nowMs() / 1000), skewSeconds)
    if (late !== null) return late.reason
    if (keys.peek(known.keyId) !== known.key) return 'token-key-unknown'
    const { audiences, parties } = call === undefined ? defaults : { ...defaults, ...partiesOf(call) }
    const { claims } = known.verified
    if (parties !== undefined && !parties.includes(claims.azp)) return 'token-party-invalid'
    return audiences !== undefined && !audienceMatches(claims, audiences) ? 'token-audience-invalid' : null
  }

  async function verifyAndJudge(token: string, call: VerifyCall | undefined): Promise<Verified> {
    const known = await verifyNew(token)
    if (typeof known === 'string') return refusal(known)
    const reason = judge(known, call)
    return reason === null ? known.verified : refusal(reason)
  }

  return {
    issuer,
    verify: (token, call) => {
      const known = cache.get(token)
      if (known === undefined) return verifyAndJudge(token, call)
      const reason = judge(known, call)
      if (reason === null) return known.promise
      if (reason === 'token-expired') cache.delete(token)
      // A key that was renewed under the same id: the signature is checked anew.
      return reason === 'token-key-unknown' ? verifyAndJudge(token, call) : Promise.resolve(refusal(reason))
    },
  }
}

async function checkSignature(gated: GatedToken, key: VerificationKey): Promise<TokenReason | null> {
  if (gated.algorithm !== key.algorithm) return 'token-algorithm-invalid'
  const verdict = key.verify(gated.signingInput, gated.signature)
  const holds = typeof verdict === 'boolean' ? verdict : await verdict
  if (!holds) return 'token-signature-invalid'
  return gated.header['typ'] === SESSION_TOKEN_TYPE ? null : 'token-type-invalid'
}

function refusal(reason: TokenReason): Verified {
  return { ok: false, reason, message: MESSAGES[reason] }
}

function keySource(options: VerifierOptions, nowMs: () => number): KeySource {
  const { issuer, jwks, jwtKey } = options
  if (!URL.canParse(issuer) || new URL(issuer).origin !== issuer) {
    throw new CoatcheckError(
      'issuer-invalid',
      'issuer is the origin of the Coatcheck server, without a path or trailing slash',
    )
  }
  if (jwks !== undefined && jwtKey !== undefined) {
    throw new CoatcheckError('keys-invalid', 'give jwks or jwtKey, not both')
  }
  if (jwks !== undefined) return { from: 'jwks', jwks }
  if (jwtKey !== undefined) return { from: 'pem', pem: jwtKey, algorithm: options.jwtKeyAlgorithm ?? 'ES256' }
  return {
    from: 'url',
    url: `${issuer}/.well-known/jwks.json`,
    fetch: options.fetch ?? globalThis.fetch,
    nowMs,
  }
}

type Parties = { readonly audiences?: readonly string[]; readonly parties?: readonly string[] }

function partiesOf({ audience, authorizedParties }: VerifyCall): Parties {
  return {
    ...(audience !== undefined && { audiences: typeof audience === 'string' ? [audience] : audience }),
    ...(authorizedParties !== undefined && { parties: authorizedParties }),
  }
}

function checkNumber(name: string, value: number): void {
  if (!Number.isFinite(value) || value < 0)
    throw new CoatcheckError('option-invalid', `${name} is a number of seconds, 0 or more`)
}

/** Claims are handed to every caller: nobody changes them for the next. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}
