/**
 * The parts of the server that the benchmark uses without HTTP: its SQLite store and the keys that a secret derives.
 * They are imported by path, because the server's package offers them to nobody.
 */

import type { Clock, Crypto, Random, RefreshKeys, Store } from '@coatcheck/core'
import { nodeCrypto, nodeRandom, systemClock } from '../../../packages/server/src/crypto/node-crypto.ts'
import { createInstanceSecrets } from '../../../packages/server/src/secret/instance-secrets.ts'
import { parseSecrets } from '../../../packages/server/src/secret/parse-secrets.ts'
import { openSqliteStore } from '../../../packages/server/src/sqlite/sqlite-store.ts'

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
  const parsed = parseSecrets(secret)
  if (!parsed.ok) throw new RangeError(parsed.problem)
  const { currentVersion, refreshKey } = createInstanceSecrets(parsed.secrets)
  return {
    store: openSqliteStore({ path: databasePath, clock: systemClock, random: nodeRandom }),
    refreshKeys: { currentVersion, key: refreshKey },
    crypto: nodeCrypto,
    random: nodeRandom,
    clock: systemClock,
  }
}
