/** Randomness as a port: seeded in tests, the operating system's in production. */

/** A cryptographically secure source of bytes. */
export type Random = {
  /** A fresh array of `length` random bytes. */
  readonly bytes: (length: number) => Uint8Array
}
