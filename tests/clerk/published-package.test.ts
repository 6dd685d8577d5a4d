/** The published `@clerk/backend` takes our session tokens for what they are, and nothing else for one. */

import { type ClerkClient, verifyToken } from '@clerk/backend'
import { decodeProtectedHeader } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser, type Json, PASSWORD, register, send } from '../support/api-client.ts'
import {
  APP,
  clerkClient,
  jwtKeyOf,
  mintFrom,
  NEIGHBOR,
  SECRET_KEY,
  SERVER,
  startClerkServer,
} from '../support/clerk-backend.ts'
import type { RunningCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient
let jwtKey: string
let clerk: ClerkClient
let people = 0

beforeAll(async () => {
  coatcheck = await startClerkServer({ environment: { COATCHECK_TRUST_PROXY: '1' } })
  admin = adminClient(coatcheck)
  jwtKey = await jwtKeyOf(coatcheck)
  clerk = clerkClient(coatcheck)
})
afterAll(() => coatcheck.close())

// The package has no clock of its own to be set: it goes by that of the machine.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: coatcheck.clock.nowMs() }))
afterEach(() => void vi.useRealTimers())

function wait(ms: number): void {
  coatcheck.clock.advance(ms)
  vi.setSystemTime(coatcheck.clock.nowMs())
}

/** Somebody new, who administers an organization. */
async function founder() {
  wait(600_000) // so that no limit on registrations is met
  const n = people++
  const { body } = await register(coatcheck.url, `person-${n}@example.com`, { transport: 'opaque' })
  const { id: sessionId, userId } = body['session'] as { readonly id: string; readonly userId: string }
  const made = await admin.post('/organizations', { name: `Firm ${n}`, createdBy: userId })
  const organizationId = String(made.body['id'])
  const bearer = String(body['sessionToken'])
  const token = async (more: Json = {}, origin: string = APP): Promise<string> => {
    const minted = await mintFrom(coatcheck, bearer, more, origin)
    if (minted.status !== 200) throw new Error(`the mint answered ${JSON.stringify(minted.body)}`)
    return String(minted.body['token'])
  }
  return { userId, sessionId, organizationId, slug: `firm-${n}`, token }
}

/** What becomes of a bearer token. */
async function authenticated(token: string, client = clerk) {
  const request = new Request(`${APP}/api/things`, { headers: { authorization: `Bearer ${token}` } })
  return await client.authenticateRequest(request, { authorizedParties: [APP] })
}

async function authOf(token: string) {
  const auth = (await authenticated(token)).toAuth()
  if (auth?.tokenType !== 'session_token' || auth.userId === null) throw new Error('nobody is signed in')
  return auth
}

/** Every way in which the package verifies a token. @returns Why each refused it; `ok` if it did not. */
async function verdicts(token: string): Promise<readonly string[]> {
  const ways = [{ jwtKey }, { secretKey: SECRET_KEY, apiUrl: coatcheck.url }]
  const verified = ways.map((way) =>
    verifyToken(token, { ...way, authorizedParties: [APP] }).then(
      () => 'ok',
      ({ reason }: { readonly reason?: string }) => String(reason),
    ),
  )
  const states = [clerk, clerkClient(coatcheck, jwtKey)].map(async (client) => {
    const state = await authenticated(token, client)
    return state.isAuthenticated ? 'ok' : String(state.reason)
  })
  return await Promise.all([...verified, ...states])
}

describe('a session token', () => {
  test('is accepted by one key in PEM and by the key set, as a header and as a payload', async () => {
    const ada = await founder()
    const token = await ada.token()
    expect(await verdicts(token)).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'RS256',
      typ: 'JWT',
      kid: expect.any(String),
      cat: 'cl_B7d4PD111AAA',
    })
    expect(await verifyToken(token, { jwtKey })).toMatchObject({
      iss: SERVER,
      sub: ada.userId,
      sid: ada.sessionId,
      azp: APP,
      v: 2,
      sts: 'active',
      fva: [0, -1],
      gen: expect.any(Number),
    })
  })

  test('makes the auth object: who, in which organization, and what they may do there', async () => {
    const ada = await founder()
    const permissions = ['org:invoices:read', 'org:invoices:manage', 'org:teams:read', 'org:zebras:feed']
    await admin.post('/roles', { key: 'org:billing', name: 'Billing', permissions })
    const path = `/organizations/${ada.organizationId}`
    const grace = await founder()
    await admin.post(`${path}/memberships`, { userId: grace.userId, role: 'org:billing' })
    const auth = await authOf(await grace.token({ organizationId: ada.organizationId }))
    expect(auth).toMatchObject({
      isAuthenticated: true,
      userId: grace.userId,
      sessionId: grace.sessionId,
      sessionStatus: 'active',
      orgId: ada.organizationId,
      orgRole: 'org:billing',
      orgSlug: ada.slug,
      factorVerificationAge: [0, -1],
    })
    expect(auth.orgPermissions?.toSorted()).toEqual(permissions.toSorted())
    expect(auth.sessionClaims).toMatchObject({ sub: grace.userId, email: expect.any(String) })
    expect(permissions.filter((permission) => !auth.has({ permission }))).toEqual([])
    expect(auth.has({ permission: 'org:teams:manage' })).toBe(false)
    expect(auth.has({ permission: 'org:zebras:read' })).toBe(false)
    expect([auth.has({ role: 'org:billing' }), auth.has({ role: 'org:admin' })]).toEqual([true, false])
  })

  test('tells the permissions of whoever administers, and nothing outside of an organization', async () => {
    const ada = await founder()
    const auth = await authOf(await ada.token({ organizationId: ada.organizationId }))
    expect(auth.has({ role: 'org:admin' })).toBe(true)
    // The types of the package say that Clerk tells none of these; ours are told.
    const permission: string = 'org:sys_memberships:manage'
    expect(auth.has({ permission })).toBe(true)
    const alone = await authOf(await ada.token())
    expect([alone.orgId, alone.orgRole, alone.orgPermissions]).toEqual([undefined, undefined, undefined])
    expect(alone.has({ role: 'org:admin' })).toBe(false)
  })

  test('tells the new role once it has changed', async () => {
    const [ada, grace] = [await founder(), await founder()]
    const { organizationId } = ada
    const member = `/organizations/${organizationId}/memberships`
    await admin.post(member, { userId: grace.userId, role: 'org:member' })
    const before = await authOf(await grace.token({ organizationId }))
    await admin.patch(`${member}/${grace.userId}`, { role: 'org:admin' })
    const after = await authOf(await grace.token({ organizationId }))
    expect([before.orgRole, after.orgRole]).toEqual(['org:member', 'org:admin'])
    expect(after.orgPermissions).toContain('org:sys_profile:manage')
  })

  test('says how long ago the password was typed', async () => {
    const ada = await founder()
    const fresh = await authOf(await ada.token())
    expect(fresh.has({ reverification: 'strict' })).toBe(true)
    wait(11 * 60_000)
    const later = await authOf(await ada.token())
    expect(later.factorVerificationAge).toEqual([11, -1])
    const asked = [{ reverification: 'strict' }, { reverification: 'moderate' }] as const
    expect(asked.map((params) => later.has(params))).toEqual([false, true])
  })

  test('says who acts as the user', async () => {
    const ada = await founder()
    const { body } = await admin.post(`/users/${ada.userId}/impersonate`, { transport: 'opaque' })
    const minted = await mintFrom(coatcheck, String(body['sessionToken']))
    const auth = await authOf(String(minted.body['token']))
    expect(auth).toMatchObject({ userId: ada.userId, actor: { sub: expect.stringMatching(/^key_/) } })
    expect(auth.factorVerificationAge).toEqual([-1, -1])
    expect(auth.has({ reverification: 'lax' })).toBe(false)
  })

  test('is refused when it was changed, has expired, or is for another party', async () => {
    const ada = await founder()
    const token = await ada.token()
    const [head, body, signature = ''] = token.split('.')
    const tampered = `${head}.${body}.${signature.slice(0, 20)}${signature[20] === 'A' ? 'B' : 'A'}${signature.slice(21)}`
    expect(await verdicts(tampered)).toEqual(Array(4).fill('token-invalid-signature'))
    const forged = Buffer.from(JSON.stringify({ sub: 'user_other', exp: 2e9, azp: APP })).toString(
      'base64url',
    )
    expect(await verdicts(`${head}.${forged}.${signature}`)).toEqual(Array(4).fill('token-invalid-signature'))
    expect(await verdicts(await ada.token({}, NEIGHBOR))).toEqual(
      Array(4).fill('token-invalid-authorized-parties'),
    )
    wait(66_000)
    expect((await verdicts(token)).slice(0, 2)).toEqual(['token-expired', 'token-expired'])
    expect((await authenticated(token)).isAuthenticated).toBe(false)
  })

  test('of another server is refused', async () => {
    const other = await startClerkServer({ clock: coatcheck.clock })
    const { body } = await register(other.url, 'ada@example.com', { transport: 'opaque' })
    const minted = await mintFrom(other, String(body['sessionToken']))
    await other.close()
    expect(await verdicts(String(minted.body['token']))).toEqual([
      'token-invalid-signature',
      'jwk-kid-mismatch',
      'jwk-kid-mismatch',
      'token-invalid-signature',
    ])
  })

  test('never holds what the package takes for cookies to set', async () => {
    const [session] = (await admin.list('/templates')).filter(({ name }) => name === 'session')
    const path = `/templates/${String(session?.['id'])}`
    await admin.patch(path, { text: '{ "handshake": ["__session=planted"], "kept": 1 }' })
    const claims = await verifyToken(await (await founder()).token(), { jwtKey })
    expect([claims['kept'], claims['handshake']]).toEqual([1, undefined])
    await admin.patch(path, { starter: 'default' })
  })
})

describe('a token of a template', () => {
  test('is no session token for the package, whatever its template says', async () => {
    const ada = await founder()
    const text = '{ "aud": "api", "kept": 1, "handshake": ["__session=planted"] }'
    await admin.post('/templates', { name: 'api', text })
    const token = await ada.token({ template: 'api' })
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    const [byKey, bySet, ...states] = await verdicts(token)
    expect([byKey, bySet]).toEqual(['token-invalid-signature', 'jwk-kid-mismatch'])
    expect(states).not.toContain('ok')
  })

  test('that no session ends is none either', async () => {
    const ada = await founder()
    await admin.post('/templates', { name: 'cron', text: '{}', detached: true, lifetimeSeconds: 86_400 })
    const { body } = await admin.post('/tokens', { template: 'cron', userId: ada.userId })
    const refused = await verdicts(String(body['token']))
    expect(refused.slice(0, 2)).toEqual(['token-invalid-signature', 'jwk-kid-mismatch'])
    expect(refused).not.toContain('ok')
  })

  test('has no key among those that the package fetches', async () => {
    await admin.post('/templates', { name: 'beside', text: '{}', algorithm: 'RS256' })
    const { keys } = (await send(coatcheck.url, '/v1/jwks')).body as { readonly keys: Json[] }
    const all = (await send(coatcheck.url, '/.well-known/jwks.json')).body as { readonly keys: Json[] }
    expect([keys.length, all.keys.length]).toEqual([1, 2])
    expect(decodeProtectedHeader(await (await founder()).token()).kid).toBe(keys[0]?.['kid'])
    // It sends a secret key of Clerk's along, which is of no interest here.
    const asked = await send(coatcheck.url, '/v1/jwks', { bearer: SECRET_KEY })
    expect(asked.body).toEqual({ keys })
  })
})

describe('in cookies', () => {
  let browser: Browser
  let userId: string
  beforeEach(async () => {
    wait(600_000)
    browser = new Browser(coatcheck.url, NEIGHBOR)
    const email = `browser-${people++}@example.com`
    const { body } = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
    userId = (body['user'] as { readonly id: string }).id
  })

  /** A page of the application, opened by a navigation. */
  async function opened(path = '/page') {
    const headers = { ...browser.cookieHeader(), 'sec-fetch-dest': 'document', accept: 'text/html' }
    return await clerk.authenticateRequest(new Request(NEIGHBOR + path, { headers }), {
      authorizedParties: [NEIGHBOR],
    })
  }

  test('a navigation is of whoever is signed in, until they sign out', async () => {
    expect([...browser.cookies.keys()].toSorted()).toEqual(['__Host-coatcheck', '__client_uat', '__session'])
    const state = await opened()
    expect(state).toMatchObject({ status: 'signed-in', isAuthenticated: true })
    expect(state.toAuth()).toMatchObject({ userId })
    await browser.send('/api/auth/logout', { body: {} })
    expect(browser.cookies.size).toBe(0)
    expect(await opened()).toMatchObject({ status: 'signed-out', reason: 'session-token-and-uat-missing' })
  })

  test('an expired one is renewed by a redirect there and back, and nobody acted', async () => {
    wait(5 * 60_000)
    const state = await opened('/page?q=1')
    expect(state.status).toBe('handshake')
    const target = new URL(state.headers.get('location') ?? '')
    expect(target.origin).toBe(SERVER)
    const before = await browser.send('/api/auth/session')
    const answer = await browser.send(target.pathname + target.search)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${NEIGHBOR}/page?q=1`])
    expect((await opened('/page?q=1')).toAuth()).toMatchObject({ userId })
    const after = await browser.send('/api/auth/session')
    expect(after.body['session']).toEqual(before.body['session'])
  })

  test('one of a session that has ended is removed the same way, and the visitor is signed out', async () => {
    await admin.delete(`/sessions?userId=${userId}`)
    wait(5 * 60_000)
    const target = new URL((await opened()).headers.get('location') ?? '')
    const answer = await browser.send(target.pathname + target.search)
    expect(answer.status).toBe(303)
    expect([...browser.cookies.keys()]).toEqual(['__Host-coatcheck'])
    expect((await opened()).status).toBe('signed-out')
  })

  test.each([
    ['another site', 'https://evil.example/'],
    ['an application whose host gets no cookies', `${APP}/`],
    ['no web page', 'javascript:alert(1)'],
  ])('nobody is sent to %s', async (_, to) => {
    const path = `/v1/client/handshake?redirect_url=${encodeURIComponent(to)}`
    const { status, headers } = await browser.send(path)
    expect([status, headers.get('location'), headers.getSetCookie()]).toEqual([400, null, []])
  })
})
