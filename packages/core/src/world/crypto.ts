/** Hashes and keyed hashes as a port, synchronous because they cost less than a promise. */

/** The few primitives that decisions need. */
export type Crypto = {
  /** SHA-256 of the bytes: 32 bytes. */
  readonly sha256: (data: Uint8Array) => Uint8Array
  /** HMAC-SHA-256: 32 bytes. */
  readonly hmacSha256: (key: Uint8Array, data: Uint8Array) => Uint8Array
  /** HMAC-SHA-1, for one-time passwords alone (RFC 4226): 20 bytes. */
  readonly hmacSha1: (key: Uint8Array, data: Uint8Array) => Uint8Array
  /** Compares in constant time; arrays of different length are unequal. */
  readonly equal: (a: Uint8Array, b: Uint8Array) => boolean
}
