/** Verification in process: cold RS256, cold ES256, and the same token over and over. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startWorker, type Worker } from '../process/worker.ts'
import { signPool, type Algorithm } from '../verify/tokens.ts'
import type { LibraryName, VerifyMode } from '../verify/verifiers.ts'
import { runRounds, type Row } from './rounds.ts'

interface VerifyRace {
  readonly path: string
  readonly algorithm: Algorithm
  readonly mode: VerifyMode
  readonly libraries: readonly LibraryName[]
}

const RACES: readonly VerifyRace[] = [
  {
    path: 'verify RS256, cold',
    algorithm: 'RS256',
    mode: 'cold',
    libraries: ['coatcheck', 'clerk', 'jose', 'jsonwebtoken', 'fast-jwt'],
  },
  {
    path: 'verify ES256, cold',
    algorithm: 'ES256',
    mode: 'cold',
    libraries: ['coatcheck', 'jose', 'jsonwebtoken', 'fast-jwt'],
  },
  {
    path: 'verify RS256, repeated',
    algorithm: 'RS256',
    mode: 'repeated',
    libraries: ['coatcheck', 'clerk', 'jose', 'jsonwebtoken', 'fast-jwt'],
  },
]

/** Runs the races one after the other; pools of tokens go to files in `folder`. */
export async function raceVerifiers(
  setting: { readonly cores: readonly number[]; readonly folder: string; readonly peersOnly: boolean },
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const { path, algorithm, mode, libraries } of RACES) {
    const poolFile = join(setting.folder, `tokens-${algorithm}-${mode}.json`)
    writeFileSync(poolFile, JSON.stringify(signPool(algorithm)))
    const workers: Worker[] = []
    try {
      for (const library of libraries) {
        if (setting.peersOnly && library === 'coatcheck') continue
        const args = [library, poolFile, mode]
        workers.push(await startWorker({ path, cores: setting.cores, program: 'verify/worker.ts', args }))
      }
      rows.push(...(await runRounds(workers, rounds, seconds)))
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()))
    }
  }
  return rows
}
