/** Starts a whole server for a test: the real app and store on a free port, with a clock that the test moves. */

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatOpaque, newId } from '@coatcheck/core'
import { type FakeClock, fakeClock, seededRandom } from '@coatcheck/core/testing'
import { type Coatcheck, createCoatcheck, loadSettings, type World } from '@coatcheck/server'
import { randomBytes } from 'node:crypto'

/** A server under test. */
export type RunningCoatcheck = Coatcheck & {
  readonly url: string
  readonly port: number
  readonly clock: FakeClock
  /** An admin key with every scope. */
  readonly adminKey: string
}

/** How a server under test differs from a fresh development server. */
export type StartOptions = {
  /** Environment variables. */
  readonly environment?: { readonly [name: string]: string }
  readonly clock?: FakeClock
  /** How often it looks at the log when nothing wakes it. */
  readonly logPollMs?: number
  /** What a password costs to hash: next to nothing, or what it does in earnest. */
  readonly passwordCost?: 'in-earnest'
  /** How often it looks for logouts to tell when nothing wakes it. */
  readonly logoutPollMs?: number
  /** Where the build of the playground is: `buildPlayground`. */
  readonly playgroundFolder?: string
  /** A folder to keep; without one the server has a fresh folder that goes with it. */
  readonly folder?: string
}

/** In earnest, passwords would be nearly all that the processor does. */
const LOW_COST: World['passwordCost'] = { memoryCost: 8, timeCost: 1 }

/** Starts it. Call `close` when the test is over. */
export async function startCoatcheck(options: StartOptions = {}): Promise<RunningCoatcheck> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  const clock = options.clock ?? fakeClock()
  const port = await freePort()
  const url = `http://localhost:${port}`
  const adminKey = formatOpaque(
    'adminKey',
    newId('key', clock.nowMs(), seededRandom(port)),
    Uint8Array.from(randomBytes(32)),
  )
  const environment = {
    COATCHECK_URL: url,
    COATCHECK_PORT: String(port),
    COATCHECK_HOST: '127.0.0.1',
    COATCHECK_DATA_FOLDER: folder,
    COATCHECK_ADMIN_KEY: adminKey,
    COATCHECK_LOG_LEVEL: 'error',
    ...options.environment,
  }
  const coatcheck = await createCoatcheck(await loadSettings({}, environment, folder), {
    clock,
    ...(options.logPollMs !== undefined && { logPollMs: options.logPollMs }),
    ...(options.passwordCost !== 'in-earnest' && { passwordCost: LOW_COST }),
    ...(options.logoutPollMs !== undefined && { logoutPollMs: options.logoutPollMs }),
    ...(options.playgroundFolder !== undefined && { playgroundFolder: options.playgroundFolder }),
  })
  await coatcheck.listen()
  return {
    ...coatcheck,
    url: environment.COATCHECK_URL,
    port,
    clock,
    adminKey,
    close: async () => {
      await coatcheck.close()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'))
        else resolve(address.port)
      })
    })
  })
}
