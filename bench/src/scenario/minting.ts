/** Minting in process: the claims of a session as it was read, signed with ES256, beside libraries that sign. */

import { join } from 'node:path'
import { makeSecret } from '../coatcheck/launch.ts'
import { seedSessions } from '../coatcheck/seed.ts'
import { startWorker, type Worker } from '../process/worker.ts'
import { SIGNING_LIBRARIES } from '../sign/signers.ts'
import { runRounds, type Row } from './rounds.ts'

/** Runs the race. */
export async function raceSigners(
  setting: { readonly core: number; readonly folder: string; readonly peersOnly: boolean },
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  const { core, folder, peersOnly } = setting
  const databaseUrl = `sqlite:${join(folder, 'sign.db')}`
  const { sessionTokens } = await seedSessions({ databaseUrl, secret: makeSecret(), sessions: 100, core })
  const workers: Worker[] = []
  try {
    for (const library of Object.keys(SIGNING_LIBRARIES)) {
      if (peersOnly && library === 'coatcheck') continue
      const args = [library, databaseUrl, sessionTokens[0] ?? '']
      const command = { path: 'mint ES256, in process', cores: [core], program: 'sign/worker.ts', args }
      workers.push(await startWorker(command))
    }
    return await runRounds(workers, rounds, seconds)
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
  }
}
