/** Things that may happen once: DPoP proofs, upstream tokens. */

/** The port for one-time use. */
export type OnceStore = {
  /** Claims a key until then. @returns `false` when it was claimed before and is not forgotten yet. */
  readonly claim: (key: string, lifetimeMs: number) => Promise<boolean>

  /** Forgets what is over. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}
