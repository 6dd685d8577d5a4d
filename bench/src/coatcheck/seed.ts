/** Fills a database with users and sessions through the server's own store, in a process of its own. */

import { fileURLToPath } from 'node:url'
import { nextMessage } from '../process/announce.ts'
import { startChild } from '../process/child.ts'

/** What to fill, and with how much. */
export interface Seeding {
  readonly databaseUrl: string
  readonly secret: string
  readonly sessions: number
  readonly core: number
}

/** Credentials of sessions spread evenly over all that were made. */
export interface SeededCredentials {
  /** Opaque session tokens (`ccs_`). */
  readonly sessionTokens: readonly string[]
  /** The current refresh tokens (`ccr_`) of keyed chains. */
  readonly refreshTokens: readonly string[]
}

/** Makes the sessions: half of them opaque, half with a keyed refresh chain; ten to a user. */
export async function seedSessions(seeding: Seeding): Promise<SeededCredentials> {
  const child = await startChild({
    cores: [seeding.core],
    command: process.execPath,
    args: [
      '--conditions=source',
      fileURLToPath(new URL('./seed-program.ts', import.meta.url)),
      seeding.databaseUrl,
      String(seeding.sessions),
    ],
    environment: { COATCHECK_SECRET: seeding.secret },
  })
  try {
    return await nextMessage<SeededCredentials>(child)
  } finally {
    await child.stop()
  }
}
