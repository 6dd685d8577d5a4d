/** A Postgres of one's own: started on a free port with its own folder, and gone afterwards. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from './start-coatcheck.ts'

/** A row, by the names of its columns. */
export type SqlRow = { readonly [column: string]: unknown }

/** A running Postgres. */
export type RunningPostgres = {
  /** Its address and port. */
  readonly host: string
  /** The URL of one of its databases. */
  readonly url: (database: string) => string
  /** Runs SQL in one of its databases. @returns The rows. */
  readonly run: (database: string, sql: string) => Promise<readonly SqlRow[]>
  /** Ends it at once, with every connection; `start` starts it again. */
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  /** Ends every process of it where it is, as a machine does that loses its power; it is not started again. */
  readonly crash: () => Promise<void>
  /** Lets no process of it do anything, until `resume`. */
  readonly pause: () => void
  readonly resume: () => void
  /** Starts a standby that streams from it, under the name `standby`; `SELECT pg_promote()` makes it a primary. */
  readonly standby: () => Promise<RunningPostgres>
  /** Keeps a copy of all its files, from which `restore` starts it again. */
  readonly backUp: () => Promise<void>
  readonly restore: () => Promise<void>
  /** The SQL that makes a database what it is now, in place of what it will be then. */
  readonly dump: (database: string) => string
  /** Starts a PgBouncer before it, which hands out connections by the transaction. */
  readonly pooled: () => Promise<{
    readonly url: (database: string) => string
    readonly stop: () => Promise<void>
  }>
  readonly stop: () => Promise<void>
}

/** Starts it. Postgres refuses to run as root, so that root hands it to the user `postgres`. */
export async function startPostgres(): Promise<RunningPostgres> {
  return await startOn((data) => {
    execFileSync('cp', ['-a', newCluster(), data])
  })
}

/** The files of a new server, which the first test that needs some makes for all of them. */
function newCluster(): string {
  const made = join(tmpdir(), 'coatcheck-postgres-new')
  if (existsSync(made)) return made
  const folder = makeFolder('coatcheck-postgres-')
  const data = join(folder, 'data')
  runProgram('initdb', ['-D', data, '-U', 'coatcheck', '-A', 'trust', '-E', 'UTF8', '--no-sync'])
  try {
    renameSync(data, made)
  } catch (error) {
    if (!existsSync(made)) throw error // else somebody was faster
  }
  rmSync(folder, { recursive: true, force: true })
  return made
}

/** A folder that whoever runs the server can write. */
function makeFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  const owner = ownerOfServer()
  if (owner !== null) chownSync(folder, owner.uid, owner.gid)
  return folder
}

/** Starts a server on the data that something makes. */
async function startOn(make: (data: string) => void): Promise<RunningPostgres> {
  const folder = makeFolder('coatcheck-postgres-')
  const owner = ownerOfServer()
  const data = join(folder, 'data')
  make(data)
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`]
  const start = (): ChildProcess =>
    spawn(
      programOf('postgres'),
      ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { ...owner, cwd: folder, stdio: 'ignore' },
    )
  let child = start()
  const ended = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await ended()
  }
  const host = `127.0.0.1:${port}`
  const url = (database: string): string => `postgres://coatcheck@${host}/${database}`
  const run: RunningPostgres['run'] = (database, sql) => query(url(database), sql)
  await untilReady(() => run('postgres', 'SELECT 1'))
  // The signal for a server that gives no time to anybody: what was acknowledged must be there afterwards.
  const kill = (): Promise<void> => end('SIGQUIT')
  const startAgain = async (): Promise<void> => {
    child = start()
    await untilReady(() => run('postgres', 'SELECT 1'))
  }
  const copy = join(folder, 'copy')
  /** Copies all its files while it is down. */
  const replaceFiles = async (from: string, to: string): Promise<void> => {
    await kill()
    rmSync(to, { recursive: true, force: true })
    execFileSync('cp', ['-a', from, to])
    await startAgain()
  }
  /** Sends a signal to the server and to the process that it has for each connection. */
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const pid of [child.pid ?? 0, ...childrenOf(child.pid ?? 0)]) process.kill(pid, signal)
  }
  return {
    host,
    url,
    run,
    kill,
    start: startAgain,
    crash: async () => {
      signalAll('SIGSTOP') // none of them is to see another one die
      signalAll('SIGKILL')
      await ended()
      removeSharedMemory(data)
    },
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    standby: () =>
      startOn((target) => {
        const source = `${url('postgres').replace('/postgres', '')}?application_name=standby`
        runProgram('pg_basebackup', ['-d', source, '-D', target, '-R', '--checkpoint=fast', '--no-sync'])
      }),
    backUp: () => replaceFiles(data, copy),
    restore: () => replaceFiles(copy, data),
    dump: (database) => {
      const sql = runProgram('pg_dump', ['--clean', '--inserts', url(database)])
      return sql.replaceAll(/^\\.*$/gm, '') // commands to psql
    },
    pooled: () => startPooler(port),
    stop: async () => {
      await end('SIGINT') // fast: does not wait for connections to end
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startPooler(serverPort: number): ReturnType<RunningPostgres['pooled']> {
  const folder = makeFolder('coatcheck-pgbouncer-')
  const owner = ownerOfServer()
  const port = await freePort()
  const settings = [
    '[databases]',
    `* = host=127.0.0.1 port=${serverPort} user=coatcheck`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 5',
  ]
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(file, settings.join('\n'))
  const child = spawn('/usr/sbin/pgbouncer', [file], { ...owner, cwd: folder, stdio: 'ignore' })
  const url = (database: string): string => `postgres://coatcheck@127.0.0.1:${port}/${database}`
  // Not a database that is copied: the pooler keeps its connection.
  await untilReady(() => query(url('template1'), 'SELECT 1'))
  return {
    url,
    stop: async () => {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function query(connectionString: string, sql: string): Promise<readonly SqlRow[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<SqlRow>(sql)).rows
  } finally {
    await client.end()
  }
}

async function untilReady(ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await ask()
      return
    } catch (error) {
      if (attempt === 1_200) throw error
      await wait(50)
    }
  }
}

function ownerOfServer(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

/** Removes what outlives a server that could not tidy up; the seventh line of its file names it, by key and number. */
function removeSharedMemory(data: string): void {
  const [, id] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[6]?.trim().split(/ +/) ?? []
  if (id !== undefined) execFileSync('ipcrm', ['-m', id])
}

/** Runs a server program as the user that runs the server. @returns What it says. */
function runProgram(name: string, args: readonly string[]): string {
  const options = {
    ...ownerOfServer(),
    cwd: tmpdir(),
    encoding: 'utf8',
    stdio: 'pipe',
  } as const
  return execFileSync(programOf(name), args, options)
}

/** A server program; Debian keeps those of each version apart. */
function programOf(name: string): string {
  const versions = readdirSync('/usr/lib/postgresql').toSorted((one, other) => Number(other) - Number(one))
  return `/usr/lib/postgresql/${versions[0] ?? ''}/bin/${name}`
}
