/** Verifies tokens locally: the strict gate, the key, the signature, the claims, then who the token is for. */

import { sessionCookieName } from '@coatcheck/core/protocol'
import {
  audienceMatches,
  checkInForce,
  CLERK_HEADER,
  createGate,
  type GatedToken,
  isVerificationAlgorithm,
  type TokenReason,
  type TokenTimes,
  type VerificationKey,
} from '@coatcheck/core/verify'
import type { KeyImporter } from '../crypto/signature.ts'
import { type Fed, type FeedStatus, openLiveFeed } from '../feed/live-feed.ts'
import { fedToken } from './fed-token.ts'
import { givenKeySet, type KeySet, singleKeySet } from './key-set.ts'
import { remoteKeySet } from './remote-key-set.ts'
import { createTokenCache } from './token-cache.ts'
import { readToken, tokenFormOf } from './token-type.ts'
import { type Accepted, refused, type TokenType, type Verified } from './verified.ts'
import { rememberFeed } from './verifier-feed.ts'
import {
  type ReadOptions,
  readOptions,
  readParties,
  type ReadParties,
  readTokenTypes,
  requireAudience,
  type ServerSource,
  type VerifierOptions,
  type VerifyCall,
} from './verifier-options.ts'

/** A verifier of one issuer's tokens. */
export type Verifier<T extends TokenType = 'session'> = {
  readonly issuer: string
  /** Whom its tokens must be for; `null` for anybody. */
  readonly audiences: readonly string[] | null
  /** The name of the cookie that session tokens come in. */
  readonly sessionCookie: string
  /** Where the issuer is asked what no key can tell. */
  readonly server: ServerSource
  /** The clock that it goes by, in milliseconds. */
  readonly nowMs: () => number
  /**
   * Verifies a token. A token never makes it reject; a `call` asks for other kinds and parties than the verifier's.
   *
   * @throws {CoatcheckError} As a rejection, when `call` or `jwtKey` is wrong.
   */
  readonly verify: <C extends TokenType = T>(
    token: string | null | undefined,
    call?: VerifyCall<C>,
  ) => Promise<Verified<C>>
  /** How the feed is doing; `null` without one. */
  readonly feed: () => FeedStatus | null
  /** Resolves once the feed has told all that counts; at once without one. */
  readonly ready: () => Promise<void>
  /** Ends the feed. */
  readonly close: () => void
}

/** A token that was verified, with what every later call checks again. */
type Known = Checked & {
  /** What the feed knows it by; `null` without a feed. */
  readonly fed: Fed | null
  /** The version of the feed under which it was last found good. */
  goodUnder: number
}

type Checked = {
  readonly accepted: Accepted
  /** Made once: a promise costs more than all the checks of a known token. */
  readonly promise: Promise<Accepted>
  readonly times: TokenTimes
  readonly keyId: string
  readonly key: VerificationKey
}

type Verdict = Verified<TokenType>

/** What a call asks. */
type Asked = ReadParties & {
  readonly tokenTypes: readonly TokenType[]
  readonly provenKey: string | undefined
}

/**
 * Makes a verifier on a platform's cryptography. Issuer, keys and remembered tokens are one unit.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function verifierOn(importer: KeyImporter, options: VerifierOptions): Verifier<TokenType> {
  const read = readOptions(options)
  const { issuer, compat, skewSeconds, nowMs } = read
  const asked: Asked = { ...read.parties, tokenTypes: read.tokenTypes, provenKey: undefined }
  const keys = openKeySet(read, importer)
  const feed =
    read.feed === null ? null : openLiveFeed({ ...read.feed, skewSeconds, nowMs, onKeys: () => keys.renew() })
  const gate = createGate(compat === 'clerk' ? CLERK_HEADER : undefined, importer.decodeSegment)
  const cache = createTokenCache<Known>(read.cacheSize)
  const nowSeconds = (): number => Math.floor(nowMs() / 1000)

  /** What holds of every call, also of a known token: kind, time, the key itself, party, audience, proof. */
  function judge(known: Known, call: Asked): TokenReason | null {
    const { accepted, times, keyId, key } = known
    if (!call.tokenTypes.includes(accepted.tokenType)) return 'token-type-invalid'
    const late = checkInForce(times, nowSeconds(), skewSeconds)
    if (late !== null) return late.reason
    if (keys.peek(keyId) !== key) return 'token-key-unknown'
    const outdated = judgeByFeed(known)
    if (outdated !== null) return outdated
    const { claims } = accepted
    const { audiences, authorizedParties } = call
    if (authorizedParties !== null && !authorizedParties.some((party) => party === partyOf(accepted))) {
      return 'token-party-invalid'
    }
    if (audiences !== null && !audienceMatches(claims, audiences)) return 'token-audience-invalid'
    return accepted.tokenType === 'oauth-token' && accepted.claims.cnf?.jkt !== call.provenKey
      ? 'token-binding-invalid'
      : null
  }

  function judgeByFeed(known: Known): TokenReason | null {
    const { fed } = known
    if (feed === null || fed === null) return null
    const version = feed.version()
    if (known.goodUnder !== version) {
      const reason = feed.judge(fed)
      if (reason !== null) return reason
      known.goodUnder = version
    }
    return feed.isTooStaleFor(fed) ? 'verifier-stale' : null
  }

  function verifyNew(token: string, call: Asked): Verdict | Promise<Verdict> {
    const gated = gate(token)
    if (!gated.ok) return refused(gated.reason)
    const { algorithm, keyId } = gated
    if (!isVerificationAlgorithm(algorithm)) return refused('token-algorithm-invalid')
    if (keyId === null) return refused('token-header-invalid')
    const check = (key: VerificationKey | undefined): Verdict | Promise<Verdict> => {
      if (key === undefined) return refusedWithoutKey(keys.failure())
      if (key.algorithm !== algorithm) return refused('token-algorithm-invalid')
      const conclude = (holds: boolean): Verdict | Promise<Verdict> =>
        holds ? accept(token, gated, { keyId, key }, call) : refused('token-signature-invalid')
      const holds = key.verify(gated.signingInput, gated.signature)
      return typeof holds === 'boolean' ? conclude(holds) : holds.then(conclude)
    }
    const key = keys.peek(keyId)
    return key === undefined ? keys.find(keyId).then(check) : check(key)
  }

  function accept(
    token: string,
    gated: GatedToken,
    by: Pick<Known, 'keyId' | 'key'>,
    call: Asked,
  ): Verdict | Promise<Verdict> {
    const form = tokenFormOf(gated, compat)
    if (form === null || !call.tokenTypes.includes(form.tokenType)) return refused('token-type-invalid')
    const maxLifetimeSeconds = read.maxLifetimeSeconds[form.tokenType]
    const rules = { issuer, nowSeconds: nowSeconds(), skewSeconds, maxLifetimeSeconds }
    const checked = readToken(form, gated, rules)
    if (!checked.ok) return refused(checked.reason)
    const { accepted, times } = checked
    const found: Checked = { accepted, promise: Promise.resolve(accepted), times, ...by }
    if (feed === null) return remember(token, { ...found, fed: null, goodUnder: 0 }, call)
    const fed = fedToken(accepted, by.keyId, importer)
    return fed instanceof Promise
      ? fed.then((names) => remember(token, { ...found, fed: names, goodUnder: -1 }, call))
      : remember(token, { ...found, fed, goodUnder: -1 }, call)
  }

  function remember(token: string, known: Known, call: Asked): Verdict {
    cache.set(token, known)
    const reason = judge(known, call)
    return reason === null ? known.accepted : refused(reason)
  }

  function verify(token: string | null | undefined, call: Asked): Verdict | Promise<Verdict> {
    if (typeof token !== 'string' || token === '') return refused('token-missing')
    const known = cache.get(token)
    if (known === undefined) return verifyNew(token, call)
    const reason = judge(known, call)
    if (reason === null) return known.promise
    if (reason === 'token-expired') cache.delete(token)
    // Another key came under the same id: the signature is checked anew.
    return reason === 'token-key-unknown' ? verifyNew(token, call) : refused(reason)
  }

  const verifier: Verifier<TokenType> = {
    issuer,
    audiences: read.parties.audiences,
    sessionCookie: sessionCookieName(issuer, compat),
    server: read.server,
    nowMs,
    feed: () => feed?.status() ?? null,
    ready: async () => await feed?.ready(),
    close: () => feed?.close(),
    verify: <C extends TokenType>(token: string | null | undefined, call?: VerifyCall<C>) => {
      const verdict = call === undefined ? Promise.resolve(verify(token, asked)) : verifyFor(token, call)
      return verdict as Promise<Verified<C>> // no other kind is let through
    },
  }
  rememberFeed(verifier, feed)
  return verifier

  async function verifyFor(token: string | null | undefined, call: VerifyCall<TokenType>): Promise<Verdict> {
    const tokenTypes = call.tokenTypes === undefined ? asked.tokenTypes : readTokenTypes(call.tokenTypes)
    const parties = { ...read.parties, ...readParties(call) }
    requireAudience(tokenTypes, parties.audiences)
    return await verify(token, { ...parties, tokenTypes, provenKey: call.provenKey })
  }
}

/** Whom a token was minted for. */
function partyOf(accepted: Accepted): unknown {
  return accepted.tokenType === 'oauth-token' ? accepted.claims.client_id : accepted.claims.azp
}

/** Whether nobody has such a key, or its issuer could not be asked. */
function refusedWithoutKey(failure: unknown): Verdict {
  return failure === null ? refused('token-key-unknown') : refused('keys-unavailable', failure)
}

function openKeySet({ keys, nowMs }: ReadOptions, importer: KeyImporter): KeySet {
  switch (keys.from) {
    case 'jwks':
      return givenKeySet(keys.jwks, importer)
    case 'pem':
      return singleKeySet(keys.pem, importer)
    case 'url':
      return remoteKeySet({ ...keys, nowMs, importer })
  }
}
