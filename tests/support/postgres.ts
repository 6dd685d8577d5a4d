/** A Postgres of one's own: started on a free port with its own folder, and gone afterwards. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from './start-coatcheck.ts'

/** A running Postgres. */
export type RunningPostgres = {
  /** The URL of one of its databases. */
  readonly url: (database: string) => string
  /** Runs SQL in one of its databases. */
  readonly run: (database: string, sql: string) => Promise<void>
  /** Ends it at once, with every connection; `start` starts it again. */
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts it. Postgres refuses to run as root, so that root hands it to the user `postgres`. */
export async function startPostgres(): Promise<RunningPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-postgres-'))
  const owner = ownerOfServer()
  if (owner !== null) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  execFileSync(
    programOf('initdb'),
    ['-D', data, '-U', 'coatcheck', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      ...owner,
      cwd: folder,
      stdio: 'ignore',
    },
  )
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`]
  const start = (): ChildProcess =>
    spawn(
      programOf('postgres'),
      ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { ...owner, cwd: folder, stdio: 'ignore' },
    )
  let child = start()
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  const url = (database: string): string => `postgres://coatcheck@127.0.0.1:${port}/${database}`
  const run = async (database: string, sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url(database) })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  await untilReady(() => run('postgres', 'SELECT 1'))
  return {
    url,
    run,
    // The signal for a server that gives no time to anybody: what was acknowledged must be there afterwards.
    kill: () => end('SIGQUIT'),
    start: async () => {
      child = start()
      await untilReady(() => run('postgres', 'SELECT 1'))
    },
    stop: async () => {
      await end('SIGINT') // fast: does not wait for connections to end
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilReady(ask: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await ask()
      return
    } catch (error) {
      if (attempt === 200) throw error
      await wait(50)
    }
  }
}

function ownerOfServer(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** A server program; Debian keeps those of each version apart. */
function programOf(name: string): string {
  const versions = readdirSync('/usr/lib/postgresql').toSorted((one, other) => Number(other) - Number(one))
  return `/usr/lib/postgresql/${versions[0] ?? ''}/bin/${name}`
}
