/** What runs beside requests. Nothing depends on it for being right: it tells, tidies up and renews. */

import type { Server } from '../server.ts'
import { machineTimers, type Timers } from './timers.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const EVERY_MS = 30_000
/** By how much earlier than the next round the claim to one ends: timers of nodes do not agree. */
const MARGIN_MS = 5_000
const BATCH = 500
/** How long an ended session, invitation or API key is kept, so that its holder and operators can see why it ended. */
const RETENTION_MS = 30 * DAY_MS

/** Of clients that came by themselves, those are looked for that nobody uses: this often, and unused for so long. */
const UNUSED_CLIENTS = { everyMs: 60 * 60 * 1000, unusedMs: 7 * DAY_MS }

/** Starts the jobs. @returns Stops them. */
export function startJobs(server: Server, { pause }: Timers = machineTimers): () => void {
  const stopped = new AbortController()
  const work = async (): Promise<void> => {
    for (;;) {
      await pause(EVERY_MS, stopped.signal)
      if (stopped.signal.aborted) return
      try {
        await runRound(server)
      } catch (error) {
        server.logger.error({ err: error }, 'a job failed')
      }
    }
  }
  void work()
  return () => stopped.abort()
}

/** Of nodes that share a store, one runs each round. */
async function runRound(server: Server): Promise<void> {
  if (await server.store.once.claim('jobs', EVERY_MS - MARGIN_MS)) await runJobs(server)
}

/** One round: ends that time has brought are written and told, what is over is forgotten, keys renewed when due. */
export async function runJobs({ store, keyRing, settings }: Server): Promise<void> {
  await repeat(() => store.sessions.sweep({ batch: BATCH, retentionMs: RETENTION_MS }))
  await repeat(() => store.users.sweepDeletions(BATCH))
  await repeat(() => store.tickets.sweep(BATCH))
  await repeat(() => store.invitations.sweep({ batch: BATCH, retentionMs: RETENTION_MS }))
  await repeat(() => store.issuedTokens.sweep(BATCH))
  await repeat(() => store.deviceGrants.sweep(BATCH))
  await repeat(() => store.pushedRequests.sweep(BATCH))
  await repeat(() => store.authorizationCodes.sweep(BATCH))
  await repeat(() => store.apiKeys.sweep({ batch: BATCH, retentionMs: RETENTION_MS }))
  if (await store.once.claim('unused-oauth-clients', UNUSED_CLIENTS.everyMs))
    await repeat(() => store.oauthClients.sweep({ batch: BATCH, unusedMs: UNUSED_CLIENTS.unusedMs }))
  await repeat(() => store.upstreamSessions.sweep(BATCH))
  await repeat(() => store.once.sweep(BATCH))
  await repeat(() => store.rateLimits.sweep(BATCH))
  await repeat(() => store.log.sweep(BATCH))
  const { eventRetentionDays } = settings
  if (eventRetentionDays !== null)
    await repeat(() => store.events.sweep({ batch: BATCH, retentionMs: eventRetentionDays * DAY_MS }))
  await keyRing.rotateIfDue()
}

/** Repeats a sweep while more is waiting. Each batch is a write of its own, so that requests come in between. */
async function repeat(sweep: () => Promise<number>): Promise<void> {
  while ((await sweep()) === BATCH);
}
