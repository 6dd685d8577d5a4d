/** The instance secret is replaced while two nodes serve: each is started anew, one after the other, and nobody notices. */

import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatOpaque, newId } from '@coatcheck/core'
import { seededRandom } from '@coatcheck/core/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, Browser, login, PASSWORD, register, TokenApp } from '../support/api-client.ts'
import { type Load, PATIENCE, type People, peopleAt } from '../support/people.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'
import { type Holder, holderOf, makeTemplate, mint } from '../support/templates.ts'
import { codeAt } from '../support/totp.ts'

const OLD = 'v1:the secret that the instance began with'
const NEW = 'v2:the secret that takes the place of it'
const ISSUER = 'http://localhost:4000'
const CLIENTS = 6
/** What a template's tokens are signed with: kept sealed under the instance secret. */
const TEMPLATE_SECRET = 'the secret that both ends of the template know'

type Node = { readonly port: number; process: ServerProcess }

let folder: string
let postgres: RunningPostgres
let nodes: readonly Node[]
let people: People
/** Clients who are signed in from the beginning, and refresh all the time. */
let load: Load
let start: (port: number, secret: string) => Promise<ServerProcess>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-nodes-'))
  postgres = await startPostgres()
  const secret = Uint8Array.from(randomBytes(32))
  const adminKey = formatOpaque('adminKey', newId('key', Date.now(), seededRandom(1)), secret)
  start = (port, COATCHECK_SECRET) =>
    startServerProcess(port, folder, {
      COATCHECK_URL: ISSUER,
      COATCHECK_DATABASE_URL: postgres.url('postgres'),
      COATCHECK_SECRET,
      COATCHECK_ADMIN_KEY: adminKey,
      COATCHECK_TRUST_PROXY: '1',
      COATCHECK_LOG_LEVEL: 'silent',
    })
  const startFirst = async (): Promise<Node> => {
    const port = await freePort()
    return { port, process: await start(port, OLD) }
  }
  nodes = [await startFirst(), await startFirst()]
  people = peopleAt(nodes.map(({ port }) => ({ port, adminKey })))
  load = await people.startClients(CLIENTS)
}, 120_000)
afterAll(async () => {
  await Promise.all(nodes.map(({ process }) => process.kill()))
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

const urlOf = (node: number): string => `http://localhost:${nodes[node]?.port ?? 0}`

/** Starts nodes anew, one after the other, while clients refresh through whichever answers. */
async function restart(which: readonly Node[], ...secrets: readonly string[]): Promise<void> {
  for (const node of which) {
    await node.process.stop()
    node.process = await start(node.port, secrets.join(','))
    await allGoOn()
  }
}

/** Waits until every client has refreshed again. */
async function allGoOn(): Promise<void> {
  const before = load.clients.map(({ refreshes }) => refreshes)
  const least = (): number =>
    Math.min(...load.clients.map((one, index) => one.refreshes - (before[index] ?? 0)))
  const refreshed = async (): Promise<void> => {
    await expect.poll(least, PATIENCE).toBeGreaterThan(0)
  }
  await Promise.race([load.over, refreshed()])
}

/** Whether a template's token is signed with its secret. */
function isSigned(token: string): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const mac = createHmac('sha256', TEMPLATE_SECRET).update(`${header}.${payload}`)
  return mac.digest('base64url') === signature
}

/** Somebody with an authenticator app. @returns Its seed. */
async function enroll(email: string): Promise<string> {
  const browser = new Browser(urlOf(0), ISSUER)
  await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  const enrolled = await browser.send('/api/auth/factors/totp', { body: { name: 'Phone' } })
  const seed = String(enrolled.body['secret'])
  const body = { factorId: enrolled.body['factorId'], code: codeAt(seed, Date.now()) }
  expect((await browser.send('/api/auth/factors/totp/verify', { body })).status).toBe(201)
  return seed
}

/** Signs in at a node by password, then by the next code of the app. @returns What is answered to the code. */
async function signInByApp(node: number, email: string, seed: string): Promise<Answer> {
  const browser = new Browser(urlOf(node), ISSUER)
  const signedIn = await browser.send('/api/auth/login', { body: { email, password: PASSWORD } })
  expect(signedIn.body['session']).toMatchObject({ status: 'pending' })
  return await browser.send('/api/auth/second-factor', { body: { code: codeAt(seed, Date.now() + 30_000) } })
}

/** Those who are there from the beginning: with an app, with an opaque session, and one who rests. */
let seed: string
let holder: Holder
let resting: TokenApp

test('a second version is accepted, then used: nobody is signed out, and what was sealed opens', async () => {
  const template = { name: 'shared', text: '{ "plan": "pro" }', algorithm: 'HS256', secret: TEMPLATE_SECRET }
  await makeTemplate(people.admin(), template)
  holder = holderOf(await register(urlOf(0), 'holder@example.com', { transport: 'opaque' }))
  resting = new TokenApp(urlOf(0), (await register(urlOf(0), 'resting@example.com')).body)
  seed = await enroll('careful@example.com')
  const keys = await people.admin().list('/keys')
  await restart(nodes, OLD, NEW)
  await restart(nodes, NEW, OLD)
  expect(await people.admin().list('/keys')).toEqual(keys)
  for (const node of [0, 1]) {
    const minted = await mint(urlOf(node), holder, { template: 'shared' })
    expect(isSigned(String(minted.body['token']))).toBe(true)
  }
  expect((await signInByApp(1, 'careful@example.com', seed)).status).toBe(200)
}, 240_000)

test('the former version is dropped: whoever was there since goes on, and who was not waits for it', async () => {
  await restart(nodes, NEW)
  // Whoever signed in under the new version, by the password that was keyed anew.
  expect((await login(urlOf(0), 'careful@example.com')).status).toBe(200)
  expect((await mint(urlOf(0), holder)).status).toBe(200)
  const unknown = { status: 503, body: { code: 'secret_unknown' } }
  expect(await resting.refreshOnce()).toMatchObject(unknown)
  expect(await mint(urlOf(0), holder, { template: 'shared' })).toMatchObject(unknown)
  expect((await signInByApp(0, 'careful@example.com', seed)).status).toBe(401)
  expect((await login(urlOf(0), 'resting@example.com')).status).toBe(401)

  // Nothing of it is lost.
  await restart(nodes.slice(0, 1), NEW, OLD)
  await load.stop()
  expect((await resting.refresh()).status).toBe(200)
  expect((await login(urlOf(0), 'resting@example.com')).status).toBe(200)
  expect(isSigned(String((await mint(urlOf(0), holder, { template: 'shared' })).body['token']))).toBe(true)
}, 240_000)
