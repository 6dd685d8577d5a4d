/** Durable refresh in process: the store's group commit beside one fsync per refresh. */

import { join } from 'node:path'
import { startWorker, type Worker } from '../process/worker.ts'
import { runRounds, type Row } from './rounds.ts'

/** Runs both; `folder` must lie on a disk, not in memory, or the fsync measures nothing. */
export async function raceCommits(
  setting: { readonly core: number; readonly folder: string; readonly peersOnly: boolean },
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  const path = 'durable refresh, in process'
  const programs = setting.peersOnly ? ['one-fsync'] : ['group-commit', 'one-fsync']
  const workers: Worker[] = []
  try {
    for (const program of programs) {
      const args = [join(setting.folder, `${program}.db`), String(setting.core)]
      workers.push(await startWorker({ path, cores: [setting.core], program: `commit/${program}.ts`, args }))
    }
    return await runRounds(workers, rounds, seconds)
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
  }
}
