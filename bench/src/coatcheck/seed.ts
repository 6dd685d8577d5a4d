/** Fills a database with users and sessions through the server's own store, in a process of its own. */

import { fileURLToPath } from 'node:url'
import { nextMessage } from '../process/announce.ts'
import { startChild } from '../process/child.ts'

/** What to fill, and with how much. */
export interface Seeding {
  readonly databaseUrl: string
  readonly secret: string
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
export async function seedSessions({
  sessions,
  ...seeding
}: Seeding & { readonly sessions: number }): Promise<SeededCredentials> {
  return await seed<SeededCredentials>('seed-program', seeding, sessions)
}

/** What OAuth clients and backends show. */
export interface SeededGrants {
  /** The `client_id` of a public client; the codes and refresh tokens are its own. */
  readonly publicClientId: string
  /** A client that serves the resource of their tokens, as its Authorization header. */
  readonly introspector: string
  readonly codes: readonly string[]
  readonly refreshTokens: readonly string[]
  readonly backendKey: string
  readonly apiKeys: readonly string[]
}

/** Makes clients, grants, codes and API keys. @param codes How many can be redeemed; they last for a whole run. */
export async function seedGrants({
  codes,
  ...seeding
}: Seeding & { readonly codes: number }): Promise<SeededGrants> {
  return await seed<SeededGrants>('seed-grants-program', seeding, codes)
}

async function seed<T extends object>(program: string, seeding: Seeding, count: number): Promise<T> {
  const child = await startChild({
    cores: [seeding.core],
    command: process.execPath,
    args: [
      '--conditions=source',
      fileURLToPath(new URL(`./${program}.ts`, import.meta.url)),
      seeding.databaseUrl,
      String(count),
    ],
    environment: { COATCHECK_SECRET: seeding.secret },
  })
  try {
    return await nextMessage<T>(child)
  } finally {
    await child.stop()
  }
}
