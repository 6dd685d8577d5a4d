/** What hooks decide: who may have an account, who may have a session, what session tokens say. */

import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Answer, Browser, type Json, login, PASSWORD, register, send } from '../support/api-client.ts'
import { exchange, idTokenClaims, trust } from '../support/exchange.ts'
import { signToken, startFakeUpstream } from '../support/fake-upstream.ts'
import { type HookName, type HookServer, startHookServer } from '../support/hook-server.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { holderOf, makeTemplate, mint, mintedClaims } from '../support/templates.ts'

const EMAIL = 'ada@example.com'
const REFUSED = { status: 403, body: { code: 'hook_refused', detail: 'Not on Sundays.' } }
const NO = { allow: false, message: 'Not on Sundays.' }
const VERIFIED = { COATCHECK_REQUIRE_EMAIL_VERIFICATION: 'true' }

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

async function start(names: readonly HookName[], more: Record<string, string> = {}): Promise<void> {
  const environment = { COATCHECK_LOG_LEVEL: 'silent', ...hooks.environment(...names), ...more }
  coatcheck = await startCoatcheck({ environment })
  url = coatcheck.url
}

const admin = () => adminClient(coatcheck)
const users = () => admin().list('/users')
const refusals = () => admin().list('/events?type=hook.refused')
const questions = (name: HookName): readonly Json[] => hooks.asked(name).map(({ data }) => data)
const idOf = ({ body }: Answer): string => String((body['user'] as Json)['id'])

/** The sign-up page in a browser, filled in. */
async function signUpByPage(email: string): Promise<Response> {
  const browser = new Browser(url)
  const page = await browser.send('/sign-up')
  const [, token = ''] = /name="csrf_token"\s+value="([^"]+)"/.exec(String(page.body['text'])) ?? []
  const form = new URLSearchParams({ csrf_token: token, email, password: PASSWORD, first_name: 'Ada' })
  return await browser.submit('/sign-up', form)
}

describe('before a sign-up', () => {
  test('a no is told to the person in the words of the hook, and leaves an event and no account', async () => {
    await start(['beforeSignUp'])
    hooks.on('beforeSignUp', () => NO)
    expect(await register(url, EMAIL)).toMatchObject(REFUSED)
    expect(await users()).toEqual([])
    expect(await refusals()).toMatchObject([
      {
        outcome: 'failure',
        reason: 'hook_refused',
        userId: null,
        details: { hook: 'beforeSignUp', method: 'password', message: 'Not on Sundays.' },
      },
    ])
  })

  test('the page shows it beside what was typed, and so it does when the hook fails', async () => {
    await start(['beforeSignUp'])
    hooks.on('beforeSignUp', () => ({ allow: false, message: 'No <b>Sundays</b>.' }))
    const refused = await signUpByPage(EMAIL)
    const page = await refused.text()
    expect(refused.status).toBe(403)
    expect(page).toContain('No &lt;b&gt;Sundays&lt;/b&gt;.')
    expect(page).toContain(`value="${EMAIL}"`)
    hooks.on('beforeSignUp', () => ({}))
    const failed = await signUpByPage(EMAIL)
    expect(failed.status).toBe(503)
    expect(await failed.text()).toContain('could not be made')
    hooks.on('beforeSignUp', () => ({ allow: true }))
    expect((await signUpByPage(EMAIL)).status).toBe(303)
  })

  test('a yes may say what the account begins with', async () => {
    await start(['beforeSignUp'])
    const given = { publicMetadata: { plan: 'free' }, privateMetadata: { score: 7 } }
    hooks.on('beforeSignUp', () => ({ allow: true, firstName: 'Augusta', lastName: null, ...given }))
    const { body } = await register(url, EMAIL, { firstName: 'Ada', lastName: 'King' })
    expect(body['user']).toMatchObject({
      firstName: 'Augusta',
      lastName: null,
      publicMetadata: { plan: 'free' },
    })
    expect(await users()).toMatchObject([given])
  })

  test('a taken address is asked about like a free one, and answered alike, where addresses are verified', async () => {
    await start(['beforeSignUp'], VERIFIED)
    await admin().post('/users', { email: EMAIL, password: PASSWORD, emailVerified: true })
    expect(hooks.asked('beforeSignUp')).toEqual([]) // administrators ask nobody
    for (const [answer, status] of [
      [{ allow: true }, 202],
      [NO, 403],
      [{}, 503],
    ] as const) {
      hooks.on('beforeSignUp', () => answer)
      const taken = await register(url, EMAIL)
      const free = await register(url, `${randomUUID()}@example.com`)
      expect(taken.status).toBe(status)
      expect([taken.status, taken.body]).toEqual([free.status, free.body])
    }
    const asked = questions('beforeSignUp').map(({ user }) =>
      (user as Json)['email'] === EMAIL ? 'taken' : 'free',
    )
    expect(asked.join(' ')).toBe('taken free taken free taken free')
  })

  test('whoever an upstream vouches for is asked about once, before the account is made', async () => {
    await start(['beforeSignUp', 'beforeSession'])
    const upstream = await startFakeUpstream()
    await trust(coatcheck, upstream, 'oidc')
    const token = signToken(upstream.rsa, idTokenClaims(coatcheck, upstream))
    hooks.on('beforeSignUp', () => NO)
    expect(await exchange(coatcheck, token)).toMatchObject(REFUSED)
    hooks.on('beforeSignUp', () => ({ allow: true, publicMetadata: { from: 'upstream' } }))
    hooks.on('beforeSession', () => NO)
    expect(await exchange(coatcheck, token)).toMatchObject(REFUSED)
    expect(await users()).toEqual([])
    hooks.on('beforeSession', () => ({ allow: true }))
    const { body } = await exchange(coatcheck, token) // which was not used up
    expect(body['user']).toMatchObject({ email: EMAIL, publicMetadata: { from: 'upstream' } })
    expect(questions('beforeSignUp').at(-1)).toMatchObject({
      method: 'upstream',
      upstream: { issuer: upstream.issuer, subject: 'person-7' },
      user: { id: (body['user'] as Json)['id'], email: EMAIL, emailVerified: true, firstName: 'Ada' },
    })
    const again = signToken(upstream.rsa, idTokenClaims(coatcheck, upstream, { nonce: 'another' }))
    expect(await exchange(coatcheck, again)).toMatchObject({ status: 200 })
    expect(hooks.asked('beforeSignUp')).toHaveLength(3)
    await upstream.close()
  })

  test("what a hook says of another account's address does not count for the account that goes without it", async () => {
    await start(['beforeSignUp', 'customClaims'])
    await register(url, EMAIL)
    const upstream = await startFakeUpstream()
    await trust(coatcheck, upstream, 'oidc')
    const isAda = ({ user }: Json): boolean => (user as Json)['email'] === EMAIL
    hooks.on('beforeSignUp', (data) => ({ allow: true, publicMetadata: { isAda: isAda(data) } }))
    hooks.on('customClaims', (data) => ({ claims: { is_ada: isAda(data) } }))
    const token = signToken(upstream.rsa, idTokenClaims(coatcheck, upstream))
    const { body } = await exchange(coatcheck, token, { transport: 'token' }, randomUUID())
    expect(body['user']).toMatchObject({ email: null, publicMetadata: { isAda: false } })
    expect(decodeJwt(String(body['accessToken']))).toMatchObject({ is_ada: false })
    await upstream.close()
  })
})

describe('before a session', () => {
  test('a no stops sign-ups, which leave no account, and sign-ins', async () => {
    await start(['beforeSession'])
    hooks.on('beforeSession', () => NO)
    expect(await register(url, EMAIL)).toMatchObject(REFUSED)
    expect(await users()).toEqual([])
    hooks.on('beforeSession', () => ({ allow: true }))
    const userId = idOf(await register(url, EMAIL))
    hooks.on('beforeSession', () => NO)
    expect(await login(url, EMAIL)).toMatchObject(REFUSED)
    expect(await admin().list(`/sessions?userId=${userId}`)).toHaveLength(1)
    expect(await refusals()).toMatchObject([{ userId, details: { hook: 'beforeSession' } }, { userId: null }])
  })

  test('it is told how somebody comes in, who acts, and where the account is new', async () => {
    await start(['beforeSession'])
    const userId = idOf(await register(url, EMAIL))
    await login(url, EMAIL, { transport: 'opaque', rememberMe: false })
    const impersonated = await admin().post(`/users/${userId}/impersonate`, { transport: 'opaque' })
    expect(impersonated).toMatchObject({ status: 201 })
    await login(url, EMAIL, { password: 'not the password' })
    expect(questions('beforeSession')).toMatchObject([
      {
        method: 'password',
        isSignUp: true,
        transport: 'token',
        rememberMe: true,
        actor: null,
        user: { id: userId, email: EMAIL },
        authorizedParty: url,
        device: { address: '127.0.0.1', userAgent: 'node' },
      },
      { method: 'password', isSignUp: false, transport: 'opaque', rememberMe: false },
      { method: 'impersonation', actor: { sub: expect.stringMatching(/^key_/) }, user: { id: userId } },
    ])
    hooks.on('beforeSession', ({ actor }) => (actor === null ? { allow: true } : NO))
    expect(await admin().post(`/users/${userId}/impersonate`, {})).toMatchObject(REFUSED)
  })

  test('a yes may shorten the session, and never lengthens it', async () => {
    await start(['beforeSession'])
    const expiresIn = async (maxSeconds: number): Promise<number> => {
      hooks.on('beforeSession', () => ({ allow: true, maxSeconds }))
      const { body } = await register(url, `${randomUUID()}@example.com`)
      return (Date.parse(String((body['session'] as Json)['expiresAt'])) - coatcheck.clock.nowMs()) / 1000
    }
    expect(await expiresIn(3600)).toBe(3600)
    expect(await expiresIn(30 * 86_400)).toBe(7 * 86_400)
  })

  test('a session that counts from a sign-in upstream is shortened from now on', async () => {
    await start(['beforeSession'])
    const upstream = await startFakeUpstream()
    await trust(coatcheck, upstream, 'oidc')
    const nowSeconds = Math.floor(coatcheck.clock.nowMs() / 1000)
    const exchanged = async (name: string, authTime: number): Promise<number> => {
      const claims = idTokenClaims(coatcheck, upstream, { sub: name, email: null, auth_time: authTime })
      const { body } = await exchange(coatcheck, signToken(upstream.rsa, claims))
      return (Date.parse(String(body['expiresAt'])) - coatcheck.clock.nowMs()) / 1000
    }
    hooks.on('beforeSession', () => ({ allow: true, maxSeconds: 3600 }))
    expect(await exchanged('yesterday', nowSeconds - 86_400)).toBe(3600)
    expect(await exchanged('last-week', nowSeconds - 7 * 86_400 + 60)).toBe(60)
    await upstream.close()
  })
})

const BROKEN_CLAIMS = [
  '{"sub":"user_x"}',
  '{"gen":0}',
  '{"org":{"role":"admin"}}',
  '{"exp":9999999999}',
  '{"act":{"sub":"x"}}',
  '{"__proto__":{"admin":true}}',
  '{"a":[{"__proto__":null}]}',
  '{"aud":""}',
  '{"aud":[]}',
  '{"aud":["a",1]}',
  '[]',
  '"text"',
  'null',
  `{"a":"${'x'.repeat(2048)}"}`,
]

describe('custom claims', () => {
  test('are in every session token, above those of the template, and in no other token', async () => {
    await start(['customClaims'])
    await makeTemplate(admin(), { name: 'api', text: '{ "tier": "of the template" }' })
    const [session] = (await admin().list('/templates')).filter(({ name }) => name === 'session')
    const text =
      '{ "tier": "of the template", "email": "{{user.email}}", "email_verified": "{{user.email_verified}}" }'
    expect(await admin().patch(`/templates/${String(session?.['id'])}`, { text })).toMatchObject({
      status: 200,
    })
    hooks.on('customClaims', () => ({ claims: { tier: 'gold', aud: ['api'], nested: { a: [1, null] } } }))
    const said = { tier: 'gold', aud: ['api'], nested: { a: [1, null] }, email: EMAIL }

    const registered = await register(url, EMAIL)
    expect(decodeJwt(String(registered.body['accessToken']))).toMatchObject(said)
    const browser = new Browser(url)
    await browser.send('/api/auth/login', { body: { email: EMAIL, password: PASSWORD } })
    expect(decodeJwt(browser.cookies.get('__session') ?? '')).toMatchObject(said)
    const holder = holderOf(await login(url, EMAIL, { transport: 'opaque' }))
    expect(await mintedClaims(url, holder)).toMatchObject(said)
    expect(await mintedClaims(url, holder, { expiresInSeconds: 600 })).toMatchObject(said)
    const asked = hooks.asked('customClaims').length
    expect(asked).toBe(4) // no token came with the opaque session
    expect(await mintedClaims(url, holder, { template: 'api' })).toMatchObject({ tier: 'of the template' })
    expect(hooks.asked('customClaims')).toHaveLength(asked)
  })

  test('are asked about with user, organization, session and party', async () => {
    await start(['customClaims'])
    const signedIn = await register(url, EMAIL, { transport: 'opaque' })
    const { userId, sessionId, ...holder } = holderOf(signedIn)
    await admin().patch(`/users/${userId}`, {
      publicMetadata: { plan: 'pro' },
      privateMetadata: { note: 'secret' },
    })
    const made = await admin().post('/organizations', { name: 'Engines', createdBy: userId })
    const organizationId = String(made.body['id'])
    hooks.on('customClaims', ({ organization }) => ({
      claims: { works_for: (organization as Json | null)?.['id'] ?? null },
    }))
    const all = { userId, sessionId, ...holder }
    expect(await mintedClaims(url, all, { organizationId })).toMatchObject({ works_for: organizationId })
    expect(await mintedClaims(url, all)).toMatchObject({ works_for: null })
    await login(url, EMAIL)
    expect(questions('customClaims')).toMatchObject([
      {
        user: { id: userId, email: EMAIL, publicMetadata: { plan: 'pro' } },
        organization: {
          id: organizationId,
          slug: 'engines',
          role: expect.any(String),
          permissions: expect.any(Array),
        },
        session: { id: sessionId, transport: 'opaque', actor: null },
        authorizedParty: url,
      },
      { organization: null, session: { id: sessionId } },
      { organization: null, session: { id: null, transport: 'token' } },
    ])
    expect(JSON.stringify(questions('customClaims'))).not.toContain('secret')
  })

  test('that nobody may set, or that would break something, are no answer', async () => {
    await start(['customClaims'])
    const holder = holderOf(await register(url, EMAIL, { transport: 'opaque' }))
    for (const claims of BROKEN_CLAIMS) {
      hooks.onRequest('customClaims', (response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(`{"claims":${claims}}`),
      )
      const { status, body } = await mint(url, holder)
      expect([claims, status, body['code']]).toEqual([claims, 503, 'hook_failed'])
    }
    hooks.on('customClaims', () => ({ claims: { Sub: 'another claim', constructor: 'a name like others' } }))
    expect(await mintedClaims(url, holder)).toMatchObject({ sub: holder.userId, Sub: 'another claim' })
  })

  test('are told as of when they were asked about: a change meanwhile outdates the token', async () => {
    await start(['customClaims'])
    const holder = holderOf(await register(url, EMAIL, { transport: 'opaque' }))
    hooks.on('customClaims', async ({ user }) => {
      await admin().patch(`/users/${holder.userId}`, { publicMetadata: { role: 'none' } })
      return { claims: { role: ((user as Json)['publicMetadata'] as Json)['role'] ?? 'admin' } }
    })
    const before = await mintedClaims(url, holder)
    const changed = await coatcheck.server.store.log.head()
    expect(before).toMatchObject({ role: 'admin' })
    expect(Number(before['gen'])).toBeLessThan(changed)
    hooks.on('customClaims', ({ user }) => ({
      claims: { role: ((user as Json)['publicMetadata'] as Json)['role'] },
    }))
    const after = await mintedClaims(url, holder)
    expect(after).toMatchObject({ role: 'none', gen: changed })
  })

  test('cost a session one question at a time, however often it mints', async () => {
    await start(['customClaims'])
    const holder = holderOf(await register(url, EMAIL, { transport: 'opaque' }))
    let underWay = 0
    let most = 0
    hooks.on('customClaims', async () => {
      most = Math.max(most, ++underWay)
      await send(url, '/healthz')
      underWay -= 1
      return { claims: {} }
    })
    const minted = await Promise.all(Array.from({ length: 40 }, () => mint(url, holder)))
    expect(new Set(minted.map(({ status }) => status))).toEqual(new Set([200]))
    expect(most).toBe(1)
  })
})
