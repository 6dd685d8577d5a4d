/** The keys of one issuer: given, or fetched from its key set, kept while they are good, fetched rarely. */

import { importJwk, importPem } from '#crypto'
import type { Algorithm, PublicJwk, VerificationKey } from '../crypto/signature.ts'

/** A key set (RFC 7517 section 5). */
export type Jwks = { readonly keys: readonly PublicJwk[] }

/** Where keys come from. */
export type KeySource =
  | { readonly from: 'jwks'; readonly jwks: Jwks }
  | { readonly from: 'pem'; readonly pem: string; readonly algorithm: Algorithm }
  | { readonly from: 'url'; readonly url: string; readonly fetch: typeof fetch; readonly nowMs: () => number }

/** The keys. */
export type KeySet = {
  /** The key of that id, without waiting; `undefined` when it is not at hand. */
  readonly peek: (keyId: string) => VerificationKey | undefined
  /** The key of that id, fetched if it may be; `undefined` when the issuer has none of that id. */
  readonly find: (keyId: string) => Promise<VerificationKey | undefined>
}

const MAX_DOCUMENT_BYTES = 65_536
const TIMEOUT_MS = 5_000
/** An id that is not in the set makes at most one fetch in this time, whatever ids are tried. */
const COOLDOWN_MS = 30_000
const DEFAULT_MAX_AGE_MS = 600_000
const MIN_RSA_BITS = 2_048

/** Opens a key set. A source of given keys is read at once; its promise is awaited by the first `find`. */
export function openKeySet(source: KeySource): KeySet {
  return source.from === 'url' ? remoteKeySet(source) : givenKeySet(source)
}

function givenKeySet(source: Exclude<KeySource, { from: 'url' }>): KeySet {
  let keys: ReadonlyMap<string, VerificationKey> = new Map()
  let only: VerificationKey | undefined
  const loaded = (async () => {
    if (source.from === 'pem') only = await importPem(source.pem, source.algorithm)
    else keys = await importKeys(source.jwks)
  })()
  loaded.catch(() => {}) // whoever verifies gets it
  // A PEM has no id of its own: it is the key, whatever a token calls it.
  const peek = (keyId: string): VerificationKey | undefined => only ?? keys.get(keyId)
  return {
    peek,
    find: async (keyId) => {
      await loaded
      return peek(keyId)
    },
  }
}

function remoteKeySet({ url, fetch, nowMs }: Extract<KeySource, { from: 'url' }>): KeySet {
  let keys: ReadonlyMap<string, VerificationKey> = new Map()
  let staleAtMs = -Infinity
  let mayFetchAtMs = -Infinity
  let underWay: Promise<void> | null = null

  async function load(): Promise<void> {
    mayFetchAtMs = nowMs() + COOLDOWN_MS
    const fetched = await fetchKeySet(url, fetch)
    if (fetched === null) return // the last good set stays
    keys = await importKeys(fetched.jwks)
    staleAtMs = nowMs() + fetched.maxAgeMs
  }

  function refresh(): Promise<void> {
    underWay ??= load().finally(() => {
      underWay = null
    })
    return underWay
  }

  return {
    peek: (keyId) => {
      const key = keys.get(keyId)
      // Renewed in the background: nobody waits for a set that is merely old.
      if (key !== undefined && nowMs() >= staleAtMs && nowMs() >= mayFetchAtMs) refresh().catch(() => {})
      return key
    },
    find: async (keyId) => {
      if (!keys.has(keyId) && (underWay !== null || nowMs() >= mayFetchAtMs)) await refresh()
      return keys.get(keyId)
    },
  }
}

async function fetchKeySet(
  url: string,
  fetch: KeySourceFetch,
): Promise<{ jwks: Jwks; maxAgeMs: number } | null> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok || response.body === null) return null
    const text = await readBounded(response.body)
    const jwks: unknown = text === null ? null : JSON.parse(text)
    if (!isJwks(jwks)) return null
    const maxAge = /max-age=(\d{1,9})/.exec(response.headers.get('cache-control') ?? '')?.[1]
    return { jwks, maxAgeMs: maxAge === undefined ? DEFAULT_MAX_AGE_MS : Number(maxAge) * 1000 }
  } catch {
    return null // out of reach or not a key set: the caller keeps what it has
  }
}

type KeySourceFetch = typeof globalThis.fetch

async function readBounded(body: ReadableStream<Uint8Array>): Promise<string | null> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.byteLength
    if (length > MAX_DOCUMENT_BYTES) {
      await reader.cancel()
      return null
    }
    text += decoder.decode(value, { stream: true })
  }
}

function isJwks(value: unknown): value is Jwks {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}

async function importKeys({ keys }: Jwks): Promise<ReadonlyMap<string, VerificationKey>> {
  const imported = new Map<string, VerificationKey>()
  for (const jwk of keys) {
    const algorithm = usableAlgorithm(jwk)
    if (algorithm === null || typeof jwk['kid'] !== 'string') continue
    try {
      imported.set(jwk['kid'], await importJwk(jwk, algorithm))
    } catch {
      continue // not a key after all: tokens that name it are refused as of an unknown one
    }
  }
  return imported
}

/** The algorithm that a key is bound to; `null` for a key that must not verify: secret, private, weak or vague. */
function usableAlgorithm(jwk: PublicJwk): Algorithm | null {
  if (typeof jwk !== 'object' || jwk === null || jwk['d'] !== undefined || jwk['k'] !== undefined) return null
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return null
  const { alg, kty, crv, n } = jwk
  if (alg === 'ES256' && kty === 'EC' && crv === 'P-256') return alg
  if (alg === 'EdDSA' && kty === 'OKP' && crv === 'Ed25519') return alg
  const isStrong = typeof n === 'string' && n.length * 6 >= MIN_RSA_BITS
  return alg === 'RS256' && kty === 'RSA' && isStrong ? alg : null
}
