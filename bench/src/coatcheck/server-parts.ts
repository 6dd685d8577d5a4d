/** The parts of the server that the benchmark uses without HTTP: its SQLite store and what the secret derives. */

import type { Clock, Crypto, Random, RefreshKeys, Store } from '@coatcheck/core'

/** A store, with the world that its use cases need. */
export interface ServerParts {
  readonly store: Store
  readonly refreshKeys: RefreshKeys
  readonly crypto: Crypto
  readonly random: Random
  readonly clock: Clock
}

/** Opens (and migrates) the SQLite file as the server does, with the keys of the given instance secret. */
export async function openServerParts(databasePath: string, secret: string): Promise<ServerParts> {
  throw new Error(`no store to open ${databasePath} with (secret of ${secret.length} characters)`)
}
