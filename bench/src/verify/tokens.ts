/** The tokens that verifiers are measured with: session tokens as Coatcheck mints them, and as Clerk does. */

import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

export const ISSUER = 'http://localhost:4000'
export const AUTHORIZED_PARTY = 'https://app.example.com'

/** Few enough to sign in a second, many enough that one pass takes a verifier tens of milliseconds. */
const POOL = 2000
const LIFETIME_SECONDS = 300

export type Algorithm = 'RS256' | 'ES256'

/** The public key in the two forms that verifiers take. */
export interface PublicKey {
  readonly jwk: Readonly<Record<string, unknown>>
  readonly pem: string
}

/** A worker reads this from a file: the key, and tokens that it has not seen. */
export interface TokenPool {
  readonly algorithm: Algorithm
  readonly key: PublicKey
  readonly tokens: readonly string[]
  /** The same claims under the header that `@clerk/backend` insists on (`typ: "JWT"`). */
  readonly clerkTokens: readonly string[]
  /** A server whose feed can be heard; `null` when only peers are measured. */
  readonly feed: FeedAddress | null
}

/** Where a feed is, and with what it is opened. */
export interface FeedAddress {
  readonly url: string
  /** A verifier key. */
  readonly key: string
}

/** Signs a pool with a new key; good for five minutes. */
export function signPool(algorithm: Algorithm, feed: FeedAddress | null): TokenPool {
  const { publicKey, privateKey } =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const payloads = Array.from({ length: POOL }, () => encode(claims()))
  const signAll = (typ: string): string[] => {
    const header = encode({ alg: algorithm, typ, kid: 'bench' })
    return payloads.map((payload) => signToken(`${header}.${payload}`, privateKey))
  }
  return {
    algorithm,
    key: {
      jwk: { ...publicKey.export({ format: 'jwk' }), alg: algorithm, use: 'sig', kid: 'bench' },
      pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    },
    tokens: signAll('session+jwt'),
    clerkTokens: algorithm === 'RS256' ? signAll('JWT') : [],
    feed,
  }
}

function claims(): object {
  const nowSeconds = Math.floor(Date.now() / 1000)
  return {
    iss: ISSUER,
    sub: 'user_01jd0c3v9mfx7k2q4w5r6t7y8z',
    sid: 'sess_01jd0c3v9mfx7k2q4w5r6t7y8z',
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + LIFETIME_SECONDS,
    jti: randomBytes(16).toString('base64url'),
    azp: AUTHORIZED_PARTY,
    v: 1,
    sts: 'active',
    fva: [0, -1],
    gen: 1,
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signToken(signingInput: string, key: KeyObject): string {
  const signature = sign('sha256', Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' })
  return `${signingInput}.${signature.toString('base64url')}`
}
