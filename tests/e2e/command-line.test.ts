/** The command as a person runs it: one clear line and exit code 1 for every mistake, and a graceful end. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { send } from '../support/api-client.ts'
import { startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'

const COMMAND = fileURLToPath(new URL('../../scripts/coatcheck.js', import.meta.url))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs the command in the test's folder until it ends. */
async function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return await ended(begin(args, environment))
}

function begin(args: readonly string[], environment: Record<string, string> = {}) {
  return spawn(process.execPath, ['--conditions=source', COMMAND, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function ended(child: ReturnType<typeof begin>): Promise<Ended> {
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return { code, stdout, stderr }
}

/** Whether somebody answers there. */
async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const answers = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return answers
}

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')

describe('a start that cannot succeed says why in one line and exits with 1', () => {
  test('when the port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const address = holder.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { code, stderr } = await run(['serve', '--port', String(port)])
    holder.close()
    expect([code, lines(stderr).length]).toEqual([1, 1])
    expect(stderr).toContain(String(port))
  })

  test('when the data folder is a file', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { code, stderr } = await run(['serve', '--data-folder', join(folder, 'file')])
    expect([code, lines(stderr).length]).toEqual([1, 1])
    expect(stderr).toContain('file')
  })

  test.each([
    ['COATCHECK_PORT', 'eighty'],
    ['COATCHECK_URL', 'http://auth.example.com'],
    ['COATCHECK_SECRET', 'short'],
    ['COATCHECK_SIGN_UP', 'maybe'],
    ['COATCHECK_REDIS_URL', 'redis://localhost'],
    ['COATCHECK_WORKERS', '2'],
  ])('when %s is wrong', async (name, value) => {
    const { code, stderr } = await run(['serve'], { [name]: value })
    expect([code, lines(stderr).length]).toEqual([1, 1])
    expect(stderr).toContain(name)
  })

  test('when the database cannot be reached, without its password', async () => {
    const url = `postgres://coatcheck:hunter2@127.0.0.1:${await freePort()}/coatcheck`
    const { code, stderr } = await run(['serve'], { COATCHECK_DATABASE_URL: url })
    expect([code, lines(stderr).length]).toEqual([1, 1])
    expect(stderr).toMatch(/Postgres, 127\.0\.0\.1:\d+\/coatcheck cannot be opened/)
    expect(stderr).not.toContain('hunter2')
  })

  test('when production has no secret, and the value of a wrong secret is not shown', async () => {
    const production = { NODE_ENV: 'production', COATCHECK_URL: 'https://auth.example.com' }
    expect((await run(['serve'], production)).stderr).toContain('COATCHECK_SECRET')
    const { stderr } = await run(['serve'], { ...production, COATCHECK_SECRET: 'hunter2-hunter2' })
    expect(stderr).not.toContain('hunter2')
  })

  test('when production has no admin key, until `keys create` has made one', async () => {
    const production = {
      NODE_ENV: 'production',
      COATCHECK_URL: 'https://auth.example.com',
      COATCHECK_HOST: '127.0.0.1',
      COATCHECK_PORT: String(await freePort()),
      COATCHECK_SECRET: 'x'.repeat(40),
      COATCHECK_DATA_FOLDER: folder,
    }
    const { code, stderr } = await run(['serve'], production)
    expect([code, lines(stderr).length]).toEqual([1, 1])
    expect(stderr).toContain('keys create --kind admin')
    expect((await run(['keys', 'create', '--kind', 'admin'], production)).code).toBe(0)
    const server = await startServerProcess(Number(production.COATCHECK_PORT), folder, production)
    expect(await server.stop()).toBe(0)
  })
})

describe('a server process', () => {
  test('ends with 0 when asked to, and its sessions are there at the next start', async () => {
    const port = await freePort()
    const first = await startServerProcess(port, folder)
    const { body } = await send(first.url, '/api/auth/register', {
      body: { email: 'ada@example.com', password: 'tidal-lantern-parade-42', transport: 'opaque' },
    })
    expect(await first.stop()).toBe(0)
    const second = await startServerProcess(port, folder)
    const session = await send(second.url, '/api/auth/session', { bearer: String(body['sessionToken']) })
    expect(session.status).toBe(200)
    expect(await second.stop()).toBe(0)
  })

  test('asked to stop in the moment in which it listens, shows its first keys before it ends with 0', async () => {
    const port = await freePort()
    const child = begin(['serve', '--port', String(port)])
    const end = ended(child)
    while (!(await isListening(port)));
    child.kill('SIGTERM')
    const { code, stdout } = await end
    expect(code).toBe(0)
    expect(stdout).toContain('COATCHECK_BACKEND_KEY=')
  })

  test('with another secret than its database knows does not start', async () => {
    const port = await freePort()
    await (await startServerProcess(port, folder)).stop()
    const environment = { COATCHECK_SECRET: 'x'.repeat(40), COATCHECK_DATA_FOLDER: folder }
    const { code, stderr } = await run(['serve', '--port', String(port)], environment)
    expect([code, lines(stderr).length]).toEqual([1, 1])
    expect(stderr).toMatch(/secret/i)
  })

  test('reads coatcheck.config.ts, which the environment and flags go before', async () => {
    writeFileSync(join(folder, 'coatcheck.config.ts'), "export default { signUp: 'never', port: 1 }\n")
    const { code, stderr } = await run(['serve'])
    expect([code, lines(stderr).length]).toEqual([1, 1])
    expect(stderr).toMatch(/signUp|SIGN_UP/)
  })
})

test('migrate makes the database that a server starts on', async () => {
  const environment = { COATCHECK_DATA_FOLDER: folder }
  const { code, stdout } = await run(['migrate'], environment)
  expect([code, stdout]).toEqual([0, `${join(folder, 'coatcheck.db')}: the schema is up to date\n`])
  const again = await run(['migrate'], environment)
  expect(again.code).toBe(0)
  const server = await startServerProcess(await freePort(), folder)
  expect(await server.stop()).toBe(0)
})

test('keys create makes a key that works, and shows it once', async () => {
  const environment = { COATCHECK_DATA_FOLDER: folder }
  const made = await run(['keys', 'create', '--kind', 'admin', '--name', 'ci'], environment)
  expect(made.code).toBe(0)
  const key = /ccadm_[\w-]+/.exec(made.stdout)?.[0] ?? ''
  const server = await startServerProcess(await freePort(), folder)
  expect((await send(server.url, '/api/admin/users', { bearer: key })).status).toBe(200)
  expect(server.output()).not.toContain(key)
  await server.stop()
})
