/** Starts a real Coatcheck server over a seeded database, with its rate limits on. */

import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { refreshTraffic, repeatedTraffic, type RefreshDialect, type Traffic } from '../load/traffic.ts'
import type { RequestParts } from '../load/request.ts'
import { startChild, type Child } from '../process/child.ts'
import { freePort } from '../process/port.ts'
import type { HotPath, MeasuredServer } from '../scenario/measured-server.ts'
import { makeAdminKey, makeSecret, REPOSITORY, SERVE, serverEnvironment, type Storage } from './launch.ts'
import { type SeededCredentials, seedSessions } from './seed.ts'

/** How many list their devices. */
const LISTING = 256

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
  readonly storage: Storage
  /** Fills the database further, once the sessions with credentials are in it. */
  readonly grow?: () => Promise<void>
}

/** Seeds a database, starts the server on it and waits until it is ready. */
export async function startCoatcheck({
  name,
  sessions,
  core,
  storage,
  grow,
}: CoatcheckSetting): Promise<MeasuredServer> {
  const secret = makeSecret()
  const credentials = await seedSessions({ databaseUrl: storage.databaseUrl, secret, sessions, core })
  await grow?.()
  const { child, port } = await serveCoatcheck({ storage, secret, core })
  return {
    name,
    pid: child.pid,
    port,
    traffic: await trafficOf(port, credentials),
    stop: () => child.stop(),
  }
}

/** A server process that is ready. */
export interface RunningServer {
  readonly child: Child
  readonly port: number
  readonly adminKey: string
}

/** What to serve, and where. */
export interface ServeSetting {
  readonly storage: Storage
  readonly secret: string
  readonly core: number
  /** A free one if none is given. */
  readonly port?: number
}

/** Starts the server on what is there, and waits until it is ready. */
export async function serveCoatcheck({
  storage,
  secret,
  core,
  port: wanted,
}: ServeSetting): Promise<RunningServer> {
  const port = wanted ?? (await freePort())
  const adminKey = makeAdminKey()
  const child = await startChild({
    cores: [core],
    command: process.execPath,
    args: SERVE,
    folder: REPOSITORY,
    environment: serverEnvironment(port, storage, { secret, adminKey }),
  })
  if (await isReady(child, port)) return { child, port, adminKey }
  await child.stop()
  throw new Error(`Coatcheck did not become ready:\n${child.output()}`)
}

/** The hot paths, by those who hold the credentials. */
export async function trafficOf(
  port: number,
  { sessionTokens, refreshTokens }: SeededCredentials,
): Promise<Readonly<Record<HotPath, Traffic>>> {
  const bearers = sessionTokens.map((token) => ({ authorization: `Bearer ${token}` }))
  return {
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
    devices: repeatedTraffic(port, await devicesRequests(port, bearers)),
  }
}

/** Lists of devices are for those who hold a session token: some are minted first. */
async function devicesRequests(
  port: number,
  bearers: readonly { readonly authorization: string }[],
): Promise<readonly RequestParts[]> {
  const requests: RequestParts[] = []
  for (const headers of bearers.slice(0, LISTING)) {
    const minted = await fetch(`http://localhost:${port}/api/auth/session/token`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ expiresInSeconds: 3600 }),
    })
    const { token } = (await minted.json()) as { readonly token: string }
    requests.push({
      method: 'GET',
      path: '/api/auth/sessions',
      headers: { authorization: `Bearer ${token}` },
    })
  }
  return requests
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

/** Makes a verifier key: what the feed is opened with. */
export async function makeVerifierKey(url: string, adminKey: string): Promise<string> {
  const answer = await fetch(`${url}/api/admin/verifier-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench' }),
  })
  if (!answer.ok) throw new Error(`making a verifier key was answered ${answer.status}`)
  return ((await answer.json()) as { readonly key: string }).key
}
