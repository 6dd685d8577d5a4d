/** `coatcheck copy`: people go on where they were, on another database. */

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ADMIN_ROLE, BUILT_IN_ROLES, parsePermissionKey, type Store } from '@coatcheck/core'
import { CONTEXT, fakeClock, seededRandom, subjectOf } from '@coatcheck/core/testing'
import { nodeCrypto, openPostgresStore, openSqliteStore } from '@coatcheck/server'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { login, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { until } from '../support/redis.ts'
import { startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'

const MAIN = fileURLToPath(new URL('../../scripts/coatcheck.js', import.meta.url))
const SECRET = 'one secret before and after the move, long enough'
const run = promisify(execFile)

let postgres: RunningPostgres
let folder: string
let file: string
let databases = 0
let database: string
let port: number

beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(() => postgres.stop())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-copy-'))
  file = join(folder, 'coatcheck.db')
  port = await freePort()
  database = `copy_${databases++}`
  await postgres.run('postgres', `CREATE DATABASE ${database}`)
})
afterEach(() => rmSync(folder, { recursive: true }))

function argumentsOfCopy(): string[] {
  const [from, to] = [`sqlite:${file}`, postgres.url(database)]
  return ['--conditions=source', MAIN, 'copy', '--from', from, '--to', to]
}

/** Runs the command; what it printed, and how it ended. */
async function copy(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  try {
    return { code: 0, ...(await run(process.execPath, argumentsOfCopy())) }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, stdout, stderr }
  }
}

async function startOn(databaseUrl: string) {
  const environment = { COATCHECK_DATABASE_URL: databaseUrl, COATCHECK_SECRET: SECRET }
  return await startServerProcess(port, folder, environment)
}

/** The one number that a question to the new database gives; 0 when nothing is there. */
async function ask(sql: string): Promise<number> {
  const [row] = await postgres.run(database, sql)
  return Number(row?.['answer'] ?? 0)
}

/** Many users with a session each, as rows like those of one who signed in. */
function fill(users: number): void {
  const one = new DatabaseSync(file)
  const columns = (table: string) =>
    one
      .prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0')
      .all(table)
      .map((row) => String(row['name']))
  const others: Readonly<Record<string, string>> = {
    id: `substr(one.id, 1, 20) || printf('%010d', n)`,
    user_id: `substr(one.user_id, 1, 20) || printf('%010d', n)`,
    email: `n || '@example.com'`,
  }
  for (const table of ['users', 'sessions']) {
    const values = columns(table).map((column) => others[column] ?? `one.${column}`)
    one.exec(`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${users})
      INSERT INTO ${table} (${columns(table).join(', ')})
      SELECT ${values.join(', ')} FROM numbers, (SELECT * FROM ${table} LIMIT 1) AS one`)
  }
  one.close()
}

/** One row more in every table, meaning nothing. @returns How many rows each has. */
function fillEveryTable(): readonly { readonly name: string; readonly rows: number }[] {
  const one = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  const tables = one.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all()
  const counts = tables.map((table) => {
    const name = String(table['name'])
    const columns = one.prepare('SELECT name, type FROM pragma_table_info(?)').all(name)
    const names = columns.map((column) => String(column['name']))
    const values = columns.map(({ type }) => ({ TEXT: "'x'", INTEGER: '1', BLOB: "x'01'" })[String(type)])
    one.exec(`INSERT OR REPLACE INTO ${name} (${names.join(', ')}) VALUES (${values.join(', ')})`)
    return { name, rows: Number(one.prepare(`SELECT count(*) AS rows FROM ${name}`).get()?.['rows']) }
  })
  one.close()
  return counts
}

test('sessions, tokens and what has ended are there as they were', async () => {
  const before = await startOn(`sqlite:${file}`)
  const app = new TokenApp(before.url, (await register(before.url, 'ada@example.com')).body)
  await app.refresh()
  const { accessToken } = app
  const opaque = (await login(before.url, 'ada@example.com', { transport: 'opaque' })).body
  const ended = new TokenApp(before.url, (await login(before.url, 'ada@example.com')).body)
  await send(before.url, '/api/auth/logout', { body: { refreshToken: ended.refreshToken } })
  await before.stop()

  expect(await copy()).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/rows are the same on both sides, 1 users and 3 sessions among them/),
  })

  expect(await ask("SELECT count(*) AS answer FROM templates WHERE name = 'session'")).toBe(1)
  const after = await startOn(postgres.url(database))
  const there = (old: TokenApp) => new TokenApp(after.url, { refreshToken: old.refreshToken })
  const moved = there(app)
  expect((await moved.refresh()).status).toBe(200)
  expect((await moved.refresh()).status).toBe(200)
  expect(await there(ended).refresh()).toMatchObject({ status: 401, body: { reason: 'signed_out' } })
  const mint = { bearer: String(opaque['sessionToken']), body: {} }
  expect((await send(after.url, '/api/auth/session/token', mint)).status).toBe(200)
  expect((await login(after.url, 'ada@example.com')).status).toBe(200)
  expect((await send(after.url, '/api/auth/session', { bearer: accessToken ?? '' })).status).toBe(200)
  await after.stop()
}, 60_000)

test('organizations are there with their members, roles and invitations, and go on', async () => {
  const random = seededRandom(1)
  const under = { passTime: async () => {}, close: async () => {} }
  const source = openSqliteStore({ path: file, clock: fakeClock(), random })
  const subject = subjectOf({ random, crypto: nodeCrypto }, { ...under, store: source })
  const [ada, grace] = [await subject.user(), await subject.user()]
  const { id: organizationId } = await subject.organization(ada)
  const { key, name } = BUILT_IN_ROLES[1]!
  const role = await source.roles.update(key, { permissions: [parsePermissionKey('org:desk:use')!] }, CONTEXT)
  const metadata = { public: { desk: 7 }, private: {} }
  await source.memberships.create({ organizationId, userId: grace.id, role: key, metadata }, CONTEXT)
  const { invitation, hash } = await subject.invitation(organizationId)
  const read = async (store: Store) => ({
    organization: await store.organizations.find(organizationId),
    members: await store.memberships.listMembers({ organizationId, role: null }, { limit: 9, cursor: null }),
    roles: await store.roles.list(),
  })
  const before = await read(source)
  await source.close()
  expect(await copy()).toMatchObject({ code: 0, stderr: '' })

  const target = await openPostgresStore({ url: postgres.url(database), random })
  expect(await read(target)).toEqual(before)
  expect(before.roles[1]).toEqual({ ...role, name })
  await postgres.run(database, 'UPDATE invitations SET expires_at = 9e15')
  expect(await target.invitations.find(invitation.id, hash)).toMatchObject({ id: invitation.id })
  const outcome = await target.memberships.delete({ organizationId, userId: ada.id }, CONTEXT)
  expect(outcome).toBe('last-admin')
  await target.close()
}, 60_000)

test('every table is copied', async () => {
  await openSqliteStore({ path: file, clock: fakeClock(), random: seededRandom(1) }).close()
  const counts = fillEveryTable()
  expect(await copy()).toMatchObject({ code: 0, stderr: '' })
  const there = counts.map(({ name }) => `SELECT '${name}' AS name, count(*)::INT AS rows FROM ${name}`)
  expect(await postgres.run(database, `${there.join(' UNION ALL ')} ORDER BY 1`)).toEqual(counts)
})

test('roles that somebody has changed there are not written over', async () => {
  const before = await startOn(`sqlite:${file}`)
  await before.stop()
  const target = await openPostgresStore({ url: postgres.url(database), random: seededRandom(1) })
  await target.roles.update(ADMIN_ROLE, { name: 'Boss' }, CONTEXT)
  await target.close()
  expect(await copy()).toMatchObject({ code: 1, stderr: expect.stringContaining('is in use: roles') })
}, 60_000)

test('cut short it goes on where it was, and no server starts on half of it', async () => {
  const before = await startOn(`sqlite:${file}`)
  await register(before.url, 'ada@example.com')
  await before.stop()
  fill(60_000)

  const child = spawn(process.execPath, argumentsOfCopy(), { stdio: 'ignore' })
  const copied = () => ask(`SELECT row_count AS answer FROM copy_notes WHERE name = 'users'`)
  await until(async () => (await copied()) > 4_000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await copied()).toBeLessThan(60_001)

  await expect(startOn(postgres.url(database))).rejects.toThrow(/has not finished/)
  const { code, stdout } = await copy()
  expect([code, stdout]).toEqual([0, expect.stringContaining('60,001 users and 60,001 sessions')])
  const after = await startOn(postgres.url(database))
  expect((await login(after.url, 'ada@example.com')).status).toBe(200)
  await after.stop()
}, 300_000)

test('a difference is found, and named', async () => {
  const before = await startOn(`sqlite:${file}`)
  await register(before.url, 'ada@example.com')
  await before.stop()
  fill(40_000)
  const child = spawn(process.execPath, argumentsOfCopy(), { stdio: 'ignore' })
  await until(async () => (await ask('SELECT count(*) AS answer FROM users')) > 2_000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await postgres.run(database, `UPDATE users SET email = 'mallory@example.com' WHERE email = '7@example.com'`)
  const { code, stderr } = await copy()
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^coatcheck: users is not the same on both sides/),
  ])
}, 300_000)

test('a database in use is not copied to, nor a file that a server has open or that is not there', async () => {
  const server = await startOn(`sqlite:${file}`)
  expect(await copy()).toMatchObject({ code: 1, stderr: expect.stringContaining('in use by another') })
  await server.stop()
  const target = await startOn(postgres.url(database))
  await target.stop()
  expect(await copy()).toMatchObject({ code: 1, stderr: expect.stringContaining('is in use: ') })
  file = join(folder, 'nowhere.db')
  expect(await copy()).toMatchObject({ code: 1, stderr: expect.stringContaining('nowhere.db is not there') })
})
