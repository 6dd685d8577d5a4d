/** Verification in process: cold RS256, cold ES256, and the same token over and over. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeSecret } from '../coatcheck/launch.ts'
import { makeVerifierKey, serveCoatcheck } from '../coatcheck/start-coatcheck.ts'
import { startWorker, type Worker } from '../process/worker.ts'
import { type FeedAddress, signPool, type Algorithm } from '../verify/tokens.ts'
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
    libraries: ['coatcheck', 'coatcheck-feed', 'clerk', 'jose', 'jsonwebtoken', 'fast-jwt'],
  },
  {
    path: 'verify ES256, cold',
    algorithm: 'ES256',
    mode: 'cold',
    libraries: ['coatcheck', 'coatcheck-feed', 'jose', 'jsonwebtoken', 'fast-jwt'],
  },
  {
    path: 'verify RS256, repeated',
    algorithm: 'RS256',
    mode: 'repeated',
    libraries: ['coatcheck', 'coatcheck-feed', 'clerk', 'jose', 'jsonwebtoken', 'fast-jwt'],
  },
]

/** Where it runs, and the core that the server stands on whose feed is heard. */
export interface VerifySetting {
  readonly cores: readonly number[]
  readonly serverCore: number
  readonly folder: string
  readonly peersOnly: boolean
}

/** Runs the races one after the other; pools of tokens go to files in `folder`. */
export async function raceVerifiers(
  setting: VerifySetting,
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  if (setting.peersOnly) return await race(setting, null, rounds, seconds)
  const storage = { databaseUrl: `sqlite:${join(setting.folder, 'verify.db')}` }
  const server = await serveCoatcheck({ storage, secret: makeSecret(), core: setting.serverCore })
  try {
    const url = `http://localhost:${server.port}`
    const feed = { url, key: await makeVerifierKey(url, server.adminKey) }
    return await race(setting, feed, rounds, seconds)
  } finally {
    await server.child.stop()
  }
}

async function race(
  setting: VerifySetting,
  feed: FeedAddress | null,
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const { path, algorithm, mode, libraries } of RACES) {
    const poolFile = join(setting.folder, `tokens-${algorithm}-${mode}.json`)
    writeFileSync(poolFile, JSON.stringify(signPool(algorithm, feed)))
    const workers: Worker[] = []
    try {
      for (const library of libraries) {
        if (setting.peersOnly && library.startsWith('coatcheck')) continue
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
