/** Starts the peers that answer over HTTP, each in its own process pinned to the measured core. */

import { fileURLToPath } from 'node:url'
import { codeRedemption, refreshGrant } from '../load/oauth-requests.ts'
import { refreshTraffic, repeatedTraffic, singleTraffic, type Traffic } from '../load/traffic.ts'
import { nextMessage } from '../process/announce.ts'
import { startChild } from '../process/child.ts'
import { freePort } from '../process/port.ts'
import type { HttpPath, MeasuredServer } from '../scenario/measured-server.ts'
import type { PeerAnnouncement } from './announcement.ts'

/** The peers over HTTP: one program of this folder each. */
export type PeerName = 'better-auth' | 'express-session' | 'iron-session' | 'oidc-provider'

/** How a peer's program is started. */
export interface PeerSetting {
  /** What it takes after the port. */
  readonly detail?: string
  /** Over how many equal loads what can be sent once is spread. */
  readonly loads?: number
}

const TOKEN_PATH = '/token'
const CLIENT_ID = 'app'

/** Starts the peer. */
export async function startPeer(
  name: PeerName,
  core: number,
  { detail, loads = 1 }: PeerSetting = {},
): Promise<MeasuredServer> {
  const port = await freePort()
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const child = await startChild({
    cores: [core],
    command: process.execPath,
    args: [program, String(port), ...(detail === undefined ? [] : [detail])],
    environment: { NODE_ENV: 'production' },
  })
  try {
    const announced = await nextMessage<PeerAnnouncement>(child)
    return {
      name: `${name} ${announced.version}`,
      pid: child.pid,
      port,
      traffic: trafficOf(port, announced, loads),
      stop: () => child.stop(),
    }
  } catch (error) {
    await child.stop()
    throw error
  }
}

function trafficOf(
  port: number,
  { requests: { check, mint }, refreshTokens, codes = [] }: PeerAnnouncement,
  loads: number,
): Readonly<Partial<Record<HttpPath, Traffic>>> {
  const refreshes = refreshTraffic(port, refreshTokens, refreshGrant(TOKEN_PATH, CLIENT_ID))
  const redemptions = codes.map((code) => codeRedemption(TOKEN_PATH, CLIENT_ID, code))
  return {
    ...(check !== undefined && { check: repeatedTraffic(port, [check]) }),
    ...(mint !== undefined && { mint: repeatedTraffic(port, [mint]) }),
    ...(refreshTokens.length > 0 && { refresh: refreshes, 'refresh grant': refreshes }),
    ...(codes.length > 0 && {
      'code redemption': singleTraffic(port, redemptions, { loads, said: '"refresh_token":"' }),
    }),
  }
}
