/** What an application's server may ask for by its key, for each thing that a visitor of it can bring. */

import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type Answer, Browser, type Json, PASSWORD, register, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { makeTemplate } from '../support/templates.ts'

const PARTY = 'https://app.example.com'

let coatcheck: RunningCoatcheck
let admin: AdminClient
let backendKey: string

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
  const made = await admin.post('/backend-keys', { name: 'web', authorizedParty: PARTY })
  backendKey = String(made.body['key'])
})
afterEach(() => coatcheck.close())

const mint = (headers: { readonly [name: string]: string }, body: Json = {}): Promise<Answer> =>
  send(coatcheck.url, '/api/auth/session/token', { bearer: backendKey, headers, body })

const claimsOf = ({ body }: Answer) => decodeJwt(String(body['token']))

const idOf = (value: unknown): string => (value as { readonly id: string }).id

describe('for a client secret', () => {
  let browser: Browser
  let first: string
  let second: string
  beforeEach(async () => {
    browser = new Browser(coatcheck.url)
    first = await signUp('ada@example.com')
    second = await signUp('grace@example.com')
  })

  async function signUp(email: string): Promise<string> {
    coatcheck.clock.advance(60_000) // so that no limit on registrations is met
    const { body } = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
    return idOf(body['session'])
  }

  const shown = (): { readonly 'coatcheck-client': string } => ({
    'coatcheck-client': String(browser.cookies.get('coatcheck')),
  })

  test('the session that navigations use is meant, unless another one is named', async () => {
    const active = await mint(shown())
    expect(claimsOf(active)).toMatchObject({ sid: second, azp: PARTY })
    expect(active.headers.getSetCookie()).toEqual([
      expect.stringContaining(`__session=${String(active.body['token'])};`),
    ])
    const named = await mint({ ...shown(), 'coatcheck-session': first })
    expect(claimsOf(named)).toMatchObject({ sid: first })
    expect(named.headers.getSetCookie()).toEqual([])
    await browser.send('/api/auth/session/activate', { body: { sessionId: first } })
    expect(claimsOf(await mint(shown()))).toMatchObject({ sid: first })
  })

  test('when the active session has ended and several are left, none of them is taken for it', async () => {
    const third = await signUp('mary@example.com')
    await admin.delete(`/sessions/${third}`)
    expect(await mint(shown())).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    await admin.delete(`/sessions/${second}`)
    expect(claimsOf(await mint(shown()))).toMatchObject({ sid: first })
  })

  test('asking counts as no activity of the person', async () => {
    const before = await browser.send('/api/auth/session', { headers: { 'coatcheck-session': second } })
    coatcheck.clock.advance(600_000)
    await mint(shown(), { active: true })
    const after = await browser.send('/api/auth/session', { headers: { 'coatcheck-session': second } })
    const activeAt = ({ body }: Answer) => (body['session'] as Json)['lastActiveAt']
    expect(activeAt(after)).toBe(activeAt(before))
  })
})

describe('for an opaque session token', () => {
  test('the token is of its own party, not of the backend’s', async () => {
    const { body } = await register(coatcheck.url, 'ada@example.com', { transport: 'opaque' })
    const minted = await mint({ 'coatcheck-session-token': String(body['sessionToken']) })
    expect(claimsOf(minted)).toMatchObject({ sid: idOf(body['session']), azp: coatcheck.url })
    expect(minted.headers.getSetCookie()).toEqual([])
  })
})

describe('for a signed session token', () => {
  let accessToken: string
  beforeEach(async () => {
    accessToken = String((await register(coatcheck.url, 'ada@example.com')).body['accessToken'])
    await makeTemplate(admin, { name: 'api', text: '{"a": 1}', lifetimeSeconds: 3600 })
    await makeTemplate(admin, { name: 'short', text: '{"a": 1}', lifetimeSeconds: 30 })
    await makeTemplate(admin, { name: 'cron', text: '{"a": 1}', detached: true, lifetimeSeconds: 3600 })
  })

  test('there are templates’ tokens that live no longer than it, and nothing else', async () => {
    const by = { 'coatcheck-session-token': accessToken }
    for (const body of [{ template: 'api' }, { template: 'api', expiresInSeconds: 3600 }]) {
      const minted = await mint(by, body)
      expect(minted.body).toMatchObject({ clamped: true, clampedBy: 'policy' })
      expect(claimsOf(minted).exp).toBe(Math.floor(coatcheck.clock.nowMs() / 1000) + 60)
    }
    expect((await mint(by, { template: 'short' })).body).toMatchObject({ clamped: false })
    for (const body of [{}, { template: 'session' }, { expiresInSeconds: 3600 }, { template: 'cron' }])
      expect(await mint(by, body)).toMatchObject({ status: 403, body: { code: 'credential_not_accepted' } })
  })

  test('one that has expired gets nothing', async () => {
    coatcheck.clock.advance(66_000)
    expect(await mint({ 'coatcheck-session-token': accessToken }, { template: 'api' })).toMatchObject({
      status: 401,
      body: { code: 'token_invalid', reason: 'token-expired' },
    })
  })
})

test.each([
  ['Coatcheck-Client', ''],
  ['Coatcheck-Client', 'ccc_AAAA'],
  ['Coatcheck-Client', 'ccs_AAAA'],
  ['Coatcheck-Session-Token', 'ccs_AAAA'],
  ['Coatcheck-Session-Token', 'ccc_AAAA'],
  ['Coatcheck-Session-Token', 'x'],
])('what is no credential (%s: %s) is told apart from a key that is none', async (name, value) => {
  expect(await mint({ [name]: value })).toMatchObject({
    status: 401,
    body: { code: 'credential_invalid', field: `header.${name}` },
  })
})

test('a key is needed as well as what a visitor brought', async () => {
  const { body } = await register(coatcheck.url, 'ada@example.com', { transport: 'opaque' })
  const headers = { 'coatcheck-session-token': String(body['sessionToken']) }
  const ask = (bearer?: string): Promise<Answer> =>
    send(coatcheck.url, '/api/auth/session/token', { headers, body: {}, ...(bearer && { bearer }) })
  expect((await ask()).body['code']).toBe('unauthenticated')
  const changed = `${backendKey.slice(0, -1)}${backendKey.endsWith('A') ? 'B' : 'A'}`
  const refused = await ask(changed)
  expect([refused.body['code'], refused.body['field']]).toEqual(['credential_invalid', undefined])
})
