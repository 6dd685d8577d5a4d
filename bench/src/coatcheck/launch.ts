/** Where Coatcheck's start command is, and the settings that every measured start has in common. */

import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { formatOpaque, newId } from '@coatcheck/core'

/** The folder that holds `packages/`. */
export const REPOSITORY: string = fileURLToPath(new URL('../../..', import.meta.url))

/** Node's arguments that start the server from source, as `npm start` does. */
export const SERVE: readonly string[] = [
  '--conditions=source',
  '--max-semi-space-size=4',
  'scripts/coatcheck.js',
  'serve',
]

/** An instance secret for one run. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** An admin key for one run. */
export function makeAdminKey(): string {
  const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }
  return formatOpaque('adminKey', newId('key', Date.now(), random), random.bytes(32))
}

/** Where a server keeps its data: a database, and Redis beside it where there is one; and by how many processes. */
export interface Storage {
  readonly databaseUrl: string
  readonly redisUrl?: string
  /** Processes behind its port (default 1). */
  readonly workers?: number
}

/** The environment of a production server on `localhost:port` that keeps its data there. */
export function serverEnvironment(
  port: number,
  { databaseUrl, redisUrl, workers }: Storage,
  { secret, adminKey }: { readonly secret: string; readonly adminKey: string },
): Record<string, string> {
  return {
    NODE_ENV: 'production',
    COATCHECK_URL: `http://localhost:${port}`,
    COATCHECK_PORT: String(port),
    COATCHECK_DATABASE_URL: databaseUrl,
    ...(redisUrl === undefined ? {} : { COATCHECK_REDIS_URL: redisUrl }),
    ...(workers === undefined ? {} : { COATCHECK_WORKERS: String(workers) }),
    COATCHECK_SECRET: secret,
    COATCHECK_ADMIN_KEY: adminKey,
    COATCHECK_TRUST_PROXY: '1',
  }
}
