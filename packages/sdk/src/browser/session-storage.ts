/** Where a client without cookies keeps its credential, and what such a place has to promise. */

/**
 * A place for one text. What it promises: `write` replaces the whole text or, whenever it is cut off, leaves the old
 * one; once it has resolved, the text is there after a crash of the machine; `read` gives what was written last, by
 * whichever page or process. `@coatcheck/sdk/storage` has some; `storageConformance` of
 * `@coatcheck/sdk/storage/conformance` tests one.
 */
export type SessionStorage = {
  /**
   * What this place is called, in all pages and processes that share it: clients over places of one name tell each other
   * who is signed in. A client over a place without a name keeps to itself.
   */
  readonly name?: string
  /** What was written last; `null` for nothing. */
  readonly read: () => Promise<string | null>
  /** Replaces it; `null` deletes it. */
  readonly write: (text: string | null) => Promise<void>
  /**
   * Replaces it only if it still is what was read, in one step, and says whether it did. Needed where several pages or
   * processes write: one that was frozen between reading and writing would bring back a refresh token of long ago.
   */
  readonly replace?: (before: string | null, after: string | null) => Promise<boolean>
  /**
   * A key of this device that the refresh token is bound to (RFC 9449), made at the first call and kept. One that cannot
   * leave the device makes a copied storage worth nothing. (A browser's whole profile, copied, has the key in it.)
   */
  readonly deviceKey?: () => Promise<DeviceKey>
}

/** A P-256 key that signs on this device. */
export type DeviceKey = {
  readonly publicJwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  /** Whether the private part can be read by anybody. */
  readonly extractable: boolean
  /** ECDSA with SHA-256: 64 bytes, r and s (RFC 7518 section 3.4). */
  readonly sign: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}
