/**
 * The parts of the server that the benchmark uses without HTTP: its store and the keys that a secret derives.
 * They are imported by path, because the server's package offers them to nobody.
 */

import type { Clock, Crypto, Random, RefreshKeys, Store } from '@coatcheck/core'
import { nodeCrypto, nodeRandom, systemClock } from '../../../packages/server/src/crypto/node-crypto.ts'
import { createInstanceSecrets } from '../../../packages/server/src/secret/instance-secrets.ts'
import { parseSecrets } from '../../../packages/server/src/secret/parse-secrets.ts'
import { openStore, readDatabase } from '../../../packages/server/src/store/database.ts'

/** A store, with the world that its use cases need. */
export interface ServerParts {
  readonly store: Store
  readonly refreshKeys: RefreshKeys
  readonly crypto: Crypto
  readonly random: Random
  readonly clock: Clock
}

/**
 * Opens (and migrates) the database as the server does, with the keys of the given instance secret.
 *
 * @param clock The machine's, unless given; a database of another process keeps to that one's.
 */
export async function openServerParts(
  databaseUrl: string,
  secret: string,
  clock: Clock = systemClock,
): Promise<ServerParts> {
  const parsed = parseSecrets(secret)
  if (!parsed.ok) throw new RangeError(parsed.problem)
  const database = readDatabase(databaseUrl)
  if (database === null) throw new RangeError(`${databaseUrl} is no database`)
  const { currentVersion, refreshKey } = createInstanceSecrets(parsed.secrets)
  return {
    store: await openStore(database, { clock, random: nodeRandom }),
    refreshKeys: { currentVersion, key: refreshKey },
    crypto: nodeCrypto,
    random: nodeRandom,
    clock,
  }
}
