/** The keys that refresh tokens are made with, one per version of the instance secret. */

/** Refresh keys, derived by the server. */
export type RefreshKeys = {
  /** The version that new chains and new steps are made with. */
  readonly currentVersion: number
  /** The key of a version; `null` when this node does not know it. */
  readonly key: (version: number) => Uint8Array | null
}
