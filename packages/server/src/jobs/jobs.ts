/** What runs beside requests. Nothing depends on it for being right: it tells, tidies up and renews. */

import type { Server } from '../server.ts'

const EVERY_MS = 30_000
const BATCH = 500
/** How long an ended session is kept, so that its holder and operators can see why it ended. */
const RETENTION_MS = 30 * 24 * 60 * 60 * 1000

/** Starts the jobs. @returns Stops them. */
export function startJobs(server: Server): () => void {
  const timer = setInterval(() => {
    runJobs(server).catch((error: unknown) => server.logger.error({ err: error }, 'a job failed'))
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** One round: ends that time has brought are written and told, old rows forgotten, keys renewed when due. */
export async function runJobs(server: Server): Promise<void> {
  const { store, keyRing } = server
  while ((await store.sessions.sweep({ batch: BATCH, retentionMs: RETENTION_MS })) === BATCH);
  while ((await store.users.sweepDeletions(BATCH)) === BATCH);
  await keyRing.rotateIfDue()
}
