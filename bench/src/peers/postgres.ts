/** Starts a real Postgres for the servers that keep their sessions there. */

import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startChild } from '../process/child.ts'
import { freePort } from '../process/port.ts'

/** A running Postgres. */
export interface Postgres {
  /** Of the process whose children serve. */
  readonly pid: number
  /** Makes an empty database. @returns Its URL. */
  create(name: string): string
  /** Runs SQL in a database, with the client of Postgres. @returns What it printed. */
  run(name: string, sql: string): string
  stop(): Promise<void>
}

/** Starts it on a free port, on one core, with its data in the folder. */
export async function startPostgres(core: number, folder: string): Promise<Postgres> {
  const programs = programsFolder()
  const data = join(folder, 'postgres')
  mkdirSync(data, { recursive: true })
  const owner = ownerOfServer()
  if (owner !== null) {
    for (const path of [folder, data]) chownSync(path, owner.uid, owner.gid)
  }
  const as =
    owner === null ? [] : ['--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups']
  const withOwner = (command: string, args: readonly string[]): readonly [string, readonly string[]] =>
    owner === null ? [command, args] : ['setpriv', [...as, command, ...args]]
  const [initdb, initArgs] = withOwner(join(programs, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust'])
  execFileSync(initdb, initArgs, { stdio: 'ignore' })

  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${data}`,
    'shared_buffers=2GB',
    'max_wal_size=8GB',
  ]
  const [command, args] = withOwner(join(programs, 'postgres'), [
    '-D',
    data,
    '-p',
    String(port),
    ...settings.flatMap((setting) => ['-c', setting]),
  ])
  const child = await startChild({ cores: [core], command, args })
  const url = (name: string): string => `postgres://bench@127.0.0.1:${port}/${name}`
  const run = (name: string, sql: string): string =>
    execFileSync('psql', [url(name), '-v', 'ON_ERROR_STOP=1', '-qAt', '-c', sql], { encoding: 'utf8' }).trim()
  for (let attempt = 0; spawnSync('psql', [url('postgres'), '-c', 'SELECT 1']).status !== 0; attempt++) {
    if (attempt === 200) throw new Error(`postgres did not start:\n${child.output()}`)
    await pause(50)
  }
  return {
    pid: child.pid,
    create: (name) => {
      run('postgres', `CREATE DATABASE ${name}`)
      return url(name)
    },
    run,
    stop: () => child.stop(),
  }
}

/** Debian keeps the server's programs in a folder of their version. */
function programsFolder(): string {
  const versions = readdirSync('/usr/lib/postgresql').toSorted((one, other) => Number(other) - Number(one))
  const [newest] = versions
  if (newest === undefined) throw new Error('there is no Postgres (apt install postgresql)')
  return `/usr/lib/postgresql/${newest}/bin`
}

/** Postgres refuses to run as root; there it runs as its own user. */
function ownerOfServer(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
