/** Starts the peers that answer over HTTP, each in its own process pinned to the measured core. */

import { fileURLToPath } from 'node:url'
import { refreshTraffic, repeatedTraffic, type RefreshDialect } from '../load/traffic.ts'
import { nextMessage } from '../process/announce.ts'
import { startChild } from '../process/child.ts'
import { freePort } from '../process/port.ts'
import type { MeasuredServer } from '../scenario/measured-server.ts'
import type { PeerAnnouncement } from './announcement.ts'

/** The peers over HTTP: one program of this folder each. */
export type PeerName = 'better-auth' | 'express-session' | 'iron-session' | 'oidc-provider'

/** RFC 6749 section 6, as a public client. */
const OAUTH_REFRESH: RefreshDialect = {
  successorMember: 'refresh_token',
  request: (refreshToken) => ({
    method: 'POST',
    path: '/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `grant_type=refresh_token&client_id=app&refresh_token=${refreshToken}`,
  }),
}

/** Starts the peer; `detail` is what its program takes after the port. */
export async function startPeer(name: PeerName, core: number, detail?: string): Promise<MeasuredServer> {
  const port = await freePort()
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const child = await startChild({
    cores: [core],
    command: process.execPath,
    args: [program, String(port), ...(detail === undefined ? [] : [detail])],
    environment: { NODE_ENV: 'production' },
  })
  try {
    const { version, requests, refreshTokens } = await nextMessage<PeerAnnouncement>(child)
    const { check, mint } = requests
    return {
      name: `${name} ${version}`,
      pid: child.pid,
      port,
      traffic: {
        ...(check === undefined ? {} : { check: repeatedTraffic(port, [check]) }),
        ...(mint === undefined ? {} : { mint: repeatedTraffic(port, [mint]) }),
        ...(refreshTokens.length === 0
          ? {}
          : { refresh: refreshTraffic(port, refreshTokens, OAUTH_REFRESH) }),
      },
      stop: () => child.stop(),
    }
  } catch (error) {
    await child.stop()
    throw error
  }
}
