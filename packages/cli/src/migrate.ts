/** `coatcheck migrate`: brings the schema up to date before new servers start, and says so. */

import {
  describeDatabase,
  loadSettings,
  nodeRandom,
  openStore,
  systemClock,
  type Texts,
} from '@coatcheck/server'

/** Opens the database, which brings it up to date, and lets go of it again. */
export async function migrate(settingFlags: Texts): Promise<void> {
  const { database } = await loadSettings(settingFlags, process.env, process.cwd())
  const store = await openStore(database, { clock: systemClock, random: nodeRandom })
  await store.close()
  process.stdout.write(`${describeDatabase(database)}: the schema is up to date\n`)
}
