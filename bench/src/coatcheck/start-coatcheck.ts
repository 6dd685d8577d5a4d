/** Starts a real Coatcheck server over a seeded SQLite file, with its rate limits on. */

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { refreshTraffic, repeatedTraffic, type RefreshDialect } from '../load/traffic.ts'
import { startChild, type Child } from '../process/child.ts'
import { freePort } from '../process/port.ts'
import type { MeasuredServer } from '../scenario/measured-server.ts'
import { makeSecret, REPOSITORY, SERVE, serverEnvironment } from './launch.ts'
import { seedSessions } from './seed.ts'

/** As an SDK client does it: one Idempotency-Key per token. */
const REFRESH: RefreshDialect = {
  successorMember: 'refreshToken',
  request: (refreshToken) => ({
    method: 'POST',
    path: '/api/auth/refresh',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomBytes(16).toString('base64url') },
    body: JSON.stringify({ refreshToken }),
  }),
}

/** What to start: how many sessions its database holds, and where that goes. */
export interface CoatcheckSetting {
  readonly name: string
  readonly sessions: number
  readonly core: number
  readonly folder: string
}

/** Seeds a database, starts the server on it and waits until it is ready. */
export async function startCoatcheck({
  name,
  sessions,
  core,
  folder,
}: CoatcheckSetting): Promise<MeasuredServer> {
  const databasePath = join(folder, `coatcheck-${sessions}.db`)
  const secret = makeSecret()
  const { sessionTokens, refreshTokens } = await seedSessions({ databasePath, secret, sessions, core })
  const port = await freePort()
  const child = await startChild({
    cores: [core],
    command: process.execPath,
    args: SERVE,
    folder: REPOSITORY,
    environment: serverEnvironment(port, databasePath, secret),
  })
  if (!(await isReady(child, port))) {
    await child.stop()
    throw new Error(`Coatcheck did not become ready:\n${child.output()}`)
  }
  const bearers = sessionTokens.map((token) => ({ authorization: `Bearer ${token}` }))
  return {
    name,
    pid: child.pid,
    port,
    traffic: {
      check: repeatedTraffic(
        port,
        bearers.map((headers) => ({ method: 'GET', path: '/api/auth/session', headers })),
      ),
      mint: repeatedTraffic(
        port,
        bearers.map((headers) => ({
          method: 'POST',
          path: '/api/auth/session/token',
          headers: { ...headers, 'content-type': 'application/json' },
          body: '{}',
        })),
      ),
      refresh: refreshTraffic(port, refreshTokens, REFRESH),
    },
    stop: () => child.stop(),
  }
}

/** Asks `/readyz` until it answers 200; gives up after 20 s or when the process ends. */
async function isReady(child: Child, port: number): Promise<boolean> {
  const givesUpAt = performance.now() + 20_000
  while (performance.now() < givesUpAt && child.process.exitCode === null) {
    const answer = await fetch(`http://localhost:${port}/readyz`).catch(() => null)
    if (answer?.status === 200) return true
    await pause(20)
  }
  return false
}
