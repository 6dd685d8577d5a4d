/** A hook that fails: nothing goes on without it, and nothing is lost by it. */

import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import {
  type Answer,
  Browser,
  type Json,
  login,
  PASSWORD,
  register,
  send,
  TokenApp,
} from '../support/api-client.ts'
import { type HookServer, startHookServer } from '../support/hook-server.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { holderOf, mint } from '../support/templates.ts'
import { codeAt } from '../support/totp.ts'

const EMAIL = 'ada@example.com'
const FAILED = { status: 503, body: { code: 'hook_failed' } }
const HOUR_MS = 3_600_000

let hooks: HookServer
let coatcheck: RunningCoatcheck
let url: string

beforeEach(async () => {
  hooks = await startHookServer()
})
afterEach(async () => {
  await coatcheck.close()
  await hooks.close()
})

async function start(more: Record<string, string> = {}): Promise<void> {
  const environment = { COATCHECK_LOG_LEVEL: 'silent', ...hooks.environment('beforeSession', 'customClaims') }
  coatcheck = await startCoatcheck({ environment: { ...environment, ...more } })
  url = coatcheck.url
}

const admin = () => adminClient(coatcheck)
const down = (): void => hooks.on('customClaims', () => ({}))
const up = (): void => hooks.on('customClaims', () => ({ claims: { up: true } }))
const sessionIdOf = ({ body }: Answer): string => String((body['session'] as Json)['id'])
const statusOf = async (id: string): Promise<unknown> => (await admin().get(`/sessions/${id}`)).body['status']

/** Somebody who signed in in a browser while all was well. */
async function signedInBrowser(): Promise<Browser> {
  const browser = new Browser(url)
  const answer = await browser.send('/api/auth/register', { body: { email: EMAIL, password: PASSWORD } })
  expect(answer.status).toBe(201)
  return browser
}

describe('a client that refreshes while the hook is away', () => {
  test.each([
    ['with a key', true],
    ['without one', false],
  ])('goes on with the same token once it is back, hours later: %s', async (_name, isKeyed) => {
    await start()
    const signedIn = await login(url, EMAIL, {}, null).then(async () => {
      await register(url, EMAIL)
      return await login(url, EMAIL, {}, isKeyed ? randomUUID() : null)
    })
    const app = new TokenApp(url, signedIn.body)
    const refresh = (key = isKeyed ? app.key : null): Promise<Answer> => app.refreshOnce({}, key)
    down()
    for (let hour = 0; hour < 3; hour++) {
      expect(await refresh()).toMatchObject(FAILED)
      coatcheck.clock.advance(HOUR_MS)
    }
    up()
    const refreshed = await refresh()
    expect(refreshed).toMatchObject({ status: 200, body: { expiresIn: 60 } })
    expect(decodeJwt(String(refreshed.body['accessToken']))).toMatchObject({ up: true })
    expect(await admin().list('/events?type=session.reuse_detected')).toEqual([])
    app.refreshToken = String(refreshed.body['refreshToken'])
    expect(await app.refreshOnce({}, isKeyed ? randomUUID() : null)).toMatchObject({ status: 200 })
  })

  test('is still told what is wrong with its token, for which no hook is asked', async () => {
    await start()
    const app = new TokenApp(url, (await register(url, EMAIL)).body)
    down()
    await send(url, '/api/auth/logout', {
      body: { refreshToken: app.refreshToken },
      headers: { 'idempotency-key': app.key },
    })
    expect(await app.refreshOnce()).toMatchObject({ status: 401, body: { code: 'session_ended' } })
    app.refreshToken = `${app.refreshToken.slice(0, -1)}_`
    expect(await app.refreshOnce()).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } })
  })

  test('counts as active when the person is, so that no idle limit ends the session meanwhile', async () => {
    await start({ COATCHECK_TOKEN_SESSION_IDLE_SECONDS: '600' })
    const app = new TokenApp(url, (await register(url, EMAIL)).body)
    down()
    for (let minutes = 0; minutes < 30; minutes += 5) {
      coatcheck.clock.advance(300_000)
      expect(await app.refreshOnce({ active: true })).toMatchObject(FAILED)
    }
    up()
    expect(await app.refresh()).toMatchObject({ status: 200 })
    down()
    for (let minutes = 0; minutes < 15; minutes += 5) {
      coatcheck.clock.advance(300_000)
      await app.refreshOnce()
    }
    up()
    expect(await app.refresh()).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'idle_limit' },
    })
  })

  test('whose organization changes under the question is told nothing of the one before', async () => {
    await start()
    const signedIn = await register(url, EMAIL)
    const app = new TokenApp(url, signedIn.body)
    const createdBy = (signedIn.body['user'] as Json)['id']
    const organizationId = String(
      (await admin().post('/organizations', { name: 'Engines', createdBy })).body['id'],
    )
    const workIn = (id: string | null): Promise<Answer> =>
      send(url, '/api/auth/session/organization', {
        body: { refreshToken: app.refreshToken, organizationId: id },
        headers: { 'idempotency-key': app.key },
      })
    const claimsFor = (organization: unknown): Json => ({
      claims: { of: (organization as Json | null)?.['id'] ?? null },
    })

    hooks.on('customClaims', async ({ organization }) => {
      if (organization === null) await workIn(organizationId)
      return claimsFor(organization)
    })
    await app.refresh()
    expect(decodeJwt(app.accessToken ?? '')).toMatchObject({
      of: organizationId,
      org: { id: organizationId },
    })

    // The same the other way, and the second question fails: the successor comes alone, and the session goes on.
    hooks.on('customClaims', async ({ organization }) => {
      if (organization === null) return {}
      await workIn(null)
      return claimsFor(organization)
    })
    const alone = await app.refresh()
    expect(alone).toMatchObject({ status: 200, body: { accessToken: null, expiresIn: null } })
    up()
    expect(await app.refresh()).toMatchObject({ status: 200, body: { expiresIn: 60 } })
  })
})

describe('while the hook is away', () => {
  test('nobody signs in, and no session is left behind', async () => {
    await start()
    await register(url, EMAIL)
    down()
    const browser = new Browser(url)
    const body = { email: EMAIL, password: PASSWORD }
    expect(await browser.send('/api/auth/login', { body })).toMatchObject(FAILED)
    expect(browser.cookies.size).toBe(0)
    expect(await login(url, EMAIL)).toMatchObject(FAILED)
    expect(await register(url, 'grace@example.com')).toMatchObject(FAILED)
    expect(await admin().list('/users')).toHaveLength(1)
    expect(await admin().list('/sessions')).toHaveLength(1)
    up()
    expect(await browser.send('/api/auth/login', { body })).toMatchObject({ status: 200 })
  })

  test('sessions go on by what needs no token, and none of them ends', async () => {
    await start()
    const holder = holderOf(await register(url, EMAIL, { transport: 'opaque' }))
    down()
    hooks.on('beforeSession', () => ({}))
    expect(await mint(url, holder)).toMatchObject(FAILED)
    expect(await login(url, EMAIL)).toMatchObject(FAILED)
    expect(await send(url, '/api/auth/session', { bearer: holder.bearer })).toMatchObject({ status: 200 })
    expect(await statusOf(holder.sessionId)).toBe('active')
    up()
    expect(await mint(url, holder)).toMatchObject({ status: 200 })
  })

  test('no ticket is used up', async () => {
    await start()
    const { bearer } = holderOf(await register(url, EMAIL, { transport: 'opaque' }))
    const { ticket } = (await send(url, '/api/auth/ticket', { bearer, body: {} })).body
    const redeem = (): Promise<Answer> => send(url, '/api/auth/ticket/redeem', { body: { ticket } })
    down()
    expect(await redeem()).toMatchObject(FAILED)
    up()
    expect(await redeem()).toMatchObject({ status: 200 })
    expect(await redeem()).toMatchObject({ status: 400, body: { code: 'ticket_invalid' } })
  })

  test('no browser changes over to another account', async () => {
    await start()
    const browser = await signedInBrowser()
    const first = String((await browser.send('/api/auth/client')).body['activeSessionId'])
    await register(url, 'grace@example.com')
    await browser.send('/api/auth/login', { body: { email: 'grace@example.com', password: PASSWORD } })
    const activate = (): Promise<Answer> =>
      browser.send('/api/auth/session/activate', { body: { sessionId: first } })
    const active = async (): Promise<unknown> =>
      (await browser.send('/api/auth/client')).body['activeSessionId']
    down()
    expect(await activate()).toMatchObject(FAILED)
    expect(await active()).not.toBe(first)
    up()
    expect(await activate()).toMatchObject({ status: 200 })
    expect(await active()).toBe(first)
  })

  test("no handshake of Clerk's packages takes the cookies away", async () => {
    await start({ COATCHECK_COMPAT: 'clerk' })
    up()
    const browser = await signedInBrowser()
    expect(decodeJwt(browser.cookies.get('__session') ?? '')).toMatchObject({ up: true, v: 2 })
    const handshake = (): Promise<Answer> =>
      browser.send(`/v1/client/handshake?redirect_url=${encodeURIComponent(`${url}/account`)}`)
    const cookies = new Map(browser.cookies)
    down()
    expect(await handshake()).toMatchObject(FAILED)
    expect(browser.cookies).toEqual(cookies)
    up()
    expect(await handshake()).toMatchObject({ status: 303 })
  })

  test('no code of a second factor is used up', async () => {
    await start()
    const browser = await signedInBrowser()
    const { factorId, secret } = (await browser.send('/api/auth/factors/totp', { body: { name: 'Phone' } }))
      .body
    const nextCode = (): string => {
      coatcheck.clock.advance(30_000)
      return codeAt(String(secret), coatcheck.clock.nowMs())
    }
    await browser.send('/api/auth/factors/totp/verify', { body: { factorId, code: nextCode() } })
    const pending = new TokenApp(url, (await login(url, EMAIL)).body)
    const code = nextCode()
    const prove = (): Promise<Answer> =>
      send(url, '/api/auth/second-factor', {
        body: { refreshToken: pending.refreshToken, code },
        headers: { 'idempotency-key': pending.key },
      })
    down()
    expect(await prove()).toMatchObject(FAILED)
    up()
    const proved = await prove()
    expect(proved).toMatchObject({ status: 200, body: { session: { status: 'active' } } })
    expect(decodeJwt(String(proved.body['accessToken']))).toMatchObject({ up: true })
  })

  test('nobody proves the password again, in an app or in a browser', async () => {
    await start()
    const browser = await signedInBrowser()
    const app = new TokenApp(url, (await login(url, EMAIL)).body)
    const inApp = (): Promise<Answer> =>
      send(url, '/api/auth/reverify', {
        body: { refreshToken: app.refreshToken, password: PASSWORD },
        headers: { 'idempotency-key': app.key },
      })
    const inBrowser = (): Promise<Answer> =>
      browser.send('/api/auth/reverify', { body: { password: PASSWORD } })
    down()
    expect(await inApp()).toMatchObject(FAILED)
    expect(await inBrowser()).toMatchObject(FAILED)
    up()
    expect(await inApp()).toMatchObject({ status: 200, body: { applied: true, expiresIn: 60 } })
    expect(await inBrowser()).toMatchObject({ status: 200 })
    expect(decodeJwt(browser.cookies.get('__session') ?? '')).toMatchObject({ up: true })
  })

  test('a password can be changed all the same: the new credential comes, the token later', async () => {
    await start()
    const browser = await signedInBrowser()
    const app = new TokenApp(url, (await login(url, EMAIL)).body)
    down()
    const changed = await send(url, '/api/auth/password', {
      body: {
        refreshToken: app.refreshToken,
        currentPassword: PASSWORD,
        newPassword: 'marble-orchard-kettle',
      },
      headers: { 'idempotency-key': app.key },
    })
    expect(changed).toMatchObject({ status: 200, body: { applied: true, accessToken: null } })
    expect(await browser.send('/api/auth/session')).toMatchObject({ status: 401 })
    const next = new TokenApp(url, changed.body)
    expect(await next.refreshOnce()).toMatchObject(FAILED)
    up()
    expect(await next.refresh()).toMatchObject({ status: 200, body: { expiresIn: 60 } })

    const other = new Browser(url)
    const typed = { email: EMAIL, password: 'marble-orchard-kettle' }
    const sessionId = sessionIdOf(await other.send('/api/auth/login', { body: typed }))
    down()
    const body = { currentPassword: typed.password, newPassword: PASSWORD }
    expect(await other.send('/api/auth/password', { body })).toMatchObject({ status: 200 })
    expect(await statusOf(sessionId)).toBe('active')
    up()
    expect(await other.send('/api/auth/session/token', { body: {} })).toMatchObject({ status: 200 })
  })
})

describe('a hook that is a function of the configuration file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function startWith(hooksOfFile: string, more: Record<string, string> = {}): Promise<void> {
    writeFileSync(join(folder, 'coatcheck.config.ts'), `export default { hooks: ${hooksOfFile} }\n`)
    coatcheck = await startCoatcheck({ folder, environment: { COATCHECK_LOG_LEVEL: 'silent', ...more } })
    url = coatcheck.url
  }

  test('is asked and answers, at once or later; what it does to its question stays with it', async () => {
    await startWith(`{
      beforeSignUp: ({ user }) => user.email.endsWith('@example.com')
        ? { allow: true, publicMetadata: { plan: 'free' } }
        : { allow: false, message: 'Only for us.' },
      beforeSession: async () => ({ allow: true, maxSeconds: 3600 }),
      customClaims: async ({ user }) => {
        user.publicMetadata.plan += '!'
        return { claims: { plan: user.publicMetadata.plan } }
      },
    }`)
    expect(await register(url, 'ada@example.org')).toMatchObject({
      status: 403,
      body: { code: 'hook_refused', detail: 'Only for us.' },
    })
    const app = new TokenApp(url, (await register(url, EMAIL)).body)
    for (let round = 0; round < 3; round++) {
      expect(decodeJwt(app.accessToken ?? '')).toMatchObject({ plan: 'free!' })
      expect(await app.refresh()).toMatchObject({ status: 200 })
    }
  })

  test.each([
    ['throws', '() => { throw new Error("broken") }'],
    ['rejects with nothing', '() => Promise.reject()'],
    ['returns nothing', '() => {}'],
    ['returns what is no JSON', '() => ({ allow: true, publicMetadata: { big: 1n } })'],
    ['returns a circle', '() => { const self = { allow: true }; self.publicMetadata = self; return self }'],
    ['returns too much', '() => ({ allow: true, publicMetadata: { text: "a".repeat(70000) } })'],
    ['returns a word', '() => "allow"'],
    ['throws while it is read', '() => ({ get allow() { throw new Error("no") } })'],
    ['never ends', '() => new Promise(() => {})'],
  ])('and %s fails', async (_what, code) => {
    await startWith(`{ beforeSignUp: ${code} }`, { COATCHECK_HOOK_TIMEOUT_MS: '100' })
    expect(await register(url, EMAIL)).toMatchObject(FAILED)
    expect(await admin().list('/users')).toEqual([])
  })

  test('is told when its time is up', async () => {
    await startWith(
      `{
        beforeSignUp: (_question, { signal }) => new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            globalThis.aborted = signal.reason.name
            resolve({ allow: true })
          })
        }),
      }`,
      { COATCHECK_HOOK_TIMEOUT_MS: '100' },
    )
    expect(await register(url, EMAIL)).toMatchObject(FAILED)
    expect(Reflect.get(globalThis, 'aborted')).toBe('TimeoutError')
  })
})
