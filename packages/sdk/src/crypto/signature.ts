/** What the SDK needs of a platform's cryptography: how to make a verifying key of a published one, and to hash. */

import type {
  JsonMembers,
  SegmentDecoder,
  VerificationAlgorithm,
  VerificationKey,
} from '@coatcheck/core/verify'

/** Names in the order of their ids. */
export type FeedNames = readonly (string | null)[]

/** Imports public keys, each for one algorithm. Rejects what is no such key, and RSA keys that are too small. */
export type KeyImporter = {
  /** Decodes the segments of tokens: faster than in JavaScript, where the platform can. */
  readonly decodeSegment: SegmentDecoder
  /** The names of ids in the feed: the first 16 bytes of the SHA-256 of each, in base64url; `null` for none. */
  readonly feedNames: (ids: readonly (string | null)[]) => FeedNames | Promise<FeedNames>
  /** Imports a key of a key set (RFC 7517). */
  readonly importJwk: (jwk: JsonMembers, algorithm: VerificationAlgorithm) => Promise<VerificationKey>
  /** Imports a SubjectPublicKeyInfo in DER (RFC 5280 section 4.1). */
  readonly importSpki: (
    spki: Uint8Array<ArrayBuffer>,
    algorithm: VerificationAlgorithm,
  ) => Promise<VerificationKey>
}

/** The members that make a key; `key_ops` and the like were written for somebody else. */
export function keyMaterial({ kty, crv, x, y, n, e }: JsonMembers): Record<string, unknown> {
  const members = Object.entries({ kty, crv, x, y, n, e })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}
