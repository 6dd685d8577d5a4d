/** OAuth and API keys over HTTP: Coatcheck and oidc-provider, both up at once on one core. */

import { join } from 'node:path'
import { startOAuth } from '../coatcheck/start-oauth.ts'
import { startPeer } from '../peers/start-peer.ts'
import { httpContenders } from './http-paths.ts'
import { OAUTH_PATHS, type MeasuredServer } from './measured-server.ts'
import { runRounds, type Row } from './rounds.ts'
import type { ServingSetting } from './serving.ts'

/** Sessions in Coatcheck's database beside the grants, for the check to read. */
const SESSIONS = 16_384

/** What either may redeem; a round ends when its share is used up, if its time is not over before. */
const CODES_PER_SECOND = 4_000

/** Starts both, measures every path of each in interleaved rounds, and stops them. */
export async function raceOAuth(
  { cores, folder, peersOnly, connections }: ServingSetting,
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  const core = cores.measured
  const loads = rounds + 1 // one to warm up
  const codes = loads * Math.ceil(seconds * CODES_PER_SECOND)
  const storage = { databaseUrl: `sqlite:${join(folder, 'oauth.db')}` }
  const servers: MeasuredServer[] = []
  try {
    if (!peersOnly) servers.push(await startOAuth({ sessions: SESSIONS, core, storage, codes, loads }))
    servers.push(await startPeer('oidc-provider', core, { detail: String(codes), loads }))
    return await runRounds(httpContenders(servers, connections, OAUTH_PATHS), rounds, seconds)
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}
