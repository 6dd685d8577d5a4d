/** With compat clerk our own verifier works as before: by the feed, strictly, and with the server on either side of a switch. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyToken } from '@clerk/backend'
import { fakeClock } from '@coatcheck/core/testing'
import {
  authenticateRequest,
  createVerifier,
  type Verifier,
  type VerifierOptions,
} from '@coatcheck/sdk/backend'
import { issueAccessKey } from '@coatcheck/server'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { Browser, type Json, PASSWORD, register, send } from '../support/api-client.ts'
import { APP, jwtKeyOf, mintFrom, NEIGHBOR, SERVER, startClerkServer } from '../support/clerk-backend.ts'
import type { RunningCoatcheck } from '../support/start-coatcheck.ts'

let people = 0

/** Somebody with an opaque session. */
async function signUp(coatcheck: RunningCoatcheck) {
  coatcheck.clock.advance(600_000) // so that no limit on registrations is met
  const email = `person-${people++}@example.com`
  const { body } = await register(coatcheck.url, email, { transport: 'opaque' })
  const { id: sessionId, userId } = body['session'] as { readonly id: string; readonly userId: string }
  const token = async (more: Json = {}): Promise<string> =>
    String((await mintFrom(coatcheck, String(body['sessionToken']), more)).body['token'])
  return { userId, sessionId, token }
}

function verifierOf(coatcheck: RunningCoatcheck, options: Partial<VerifierOptions> = {}) {
  return createVerifier({
    issuer: SERVER,
    jwksUrl: `${coatcheck.url}/.well-known/jwks.json`,
    compat: 'clerk',
    now: coatcheck.clock.nowMs,
    ...options,
  })
}

async function reasonOf(verifier: Verifier<'session' | 'template'>, token: string): Promise<string> {
  const verified = await verifier.verify(token)
  return verified.ok ? 'ok' : verified.reason
}

/** What the server itself makes of a bearer token. */
async function ownVerdict({ url }: RunningCoatcheck, bearer: string): Promise<unknown> {
  const { status, body } = await send(url, '/api/auth/session', { bearer })
  return status === 200 ? 'ok' : (body['reason'] ?? body['code'])
}

describe('a server with compat clerk', () => {
  let coatcheck: RunningCoatcheck
  let admin: ReturnType<typeof adminClient>
  beforeAll(async () => {
    coatcheck = await startClerkServer({ environment: { COATCHECK_TRUST_PROXY: '1' } })
    admin = adminClient(coatcheck)
  })
  afterAll(() => coatcheck.close())

  test('is verified by its key set, and speaks our layout', async () => {
    const ada = await signUp(coatcheck)
    const made = await admin.post('/organizations', { name: 'Firm', createdBy: ada.userId })
    const organizationId = String(made.body['id'])
    const token = await ada.token({ organizationId })
    const verifier = verifierOf(coatcheck, { authorizedParties: [APP] })
    const request = new Request(`${APP}/api`, { headers: { authorization: `Bearer ${token}` } })
    const auth = await authenticateRequest(verifier, request)
    expect(auth).toMatchObject({
      isSignedIn: true,
      userId: ada.userId,
      sessionId: ada.sessionId,
      orgId: organizationId,
      orgRole: 'org:admin',
      orgSlug: 'firm',
      factorVerificationAge: [0, -1],
      sessionClaims: { v: 1, azp: APP, gen: expect.any(Number) },
    })
    expect(auth.orgPermissions?.toSorted()).toEqual([
      'org:sys_api_keys:manage',
      'org:sys_api_keys:read',
      'org:sys_memberships:manage',
      'org:sys_memberships:read',
      'org:sys_profile:delete',
      'org:sys_profile:manage',
    ])
    expect(auth.has({ role: 'org:admin', permission: 'org:sys_profile:delete' })).toBe(true)
    expect(await ownVerdict(coatcheck, token)).toBe('ok')
  })

  test('is not verified by a verifier that was not told of it', async () => {
    const token = await (await signUp(coatcheck)).token()
    const options = {
      issuer: SERVER,
      jwksUrl: `${coatcheck.url}/.well-known/jwks.json`,
      now: coatcheck.clock.nowMs,
    }
    expect(await reasonOf(createVerifier(options), token)).toBe('token-header-invalid')
    const both = createVerifier({ ...options, tokenTypes: ['session', 'template'] })
    expect(await reasonOf(both, token)).toBe('token-header-invalid')
  })

  test('tells by the feed what was revoked and what has changed', async () => {
    const ada = await signUp(coatcheck)
    const made = await admin.post('/organizations', { name: 'Fed', createdBy: ada.userId })
    const organizationId = String(made.body['id'])
    const grace = await signUp(coatcheck)
    const members = `/organizations/${organizationId}/memberships`
    await admin.post(members, { userId: grace.userId, role: 'org:member' })
    const key = await issueAccessKey(coatcheck.server, { kind: 'verifier', name: 'backend' })
    if (key === 'too-many') throw new Error('a new name has no keys yet')
    const verifier = createVerifier({
      issuer: SERVER,
      compat: 'clerk',
      url: coatcheck.url,
      feed: { key: key.key.reveal() },
      now: coatcheck.clock.nowMs,
    })
    onTestFinished(() => verifier.close())
    await verifier.ready()
    const [ofAda, ofGrace] = [await ada.token(), await grace.token({ organizationId })]
    expect([await reasonOf(verifier, ofAda), await reasonOf(verifier, ofGrace)]).toEqual(['ok', 'ok'])
    await admin.patch(`${members}/${grace.userId}`, { role: 'org:admin' })
    await expect.poll(() => reasonOf(verifier, ofGrace)).toBe('token-outdated')
    const next = await verifier.verify(await grace.token({ organizationId }))
    expect(next).toMatchObject({ ok: true, claims: { org: { role: 'org:admin' } } })
    await admin.delete(`/sessions/${ada.sessionId}`)
    await expect.poll(() => reasonOf(verifier, ofAda)).toBe('token-revoked')
    expect(await ownVerdict(coatcheck, ofAda)).toBe('revoked_by_admin')
  })

  test('makes tokens of templates that are no session tokens for anybody', async () => {
    const ada = await signUp(coatcheck)
    await admin.post('/templates', { name: 'api', text: '{ "kept": 1 }' })
    await admin.post('/templates', { name: 'cron', text: '{}', detached: true })
    const detached = await admin.post('/tokens', { template: 'cron', userId: ada.userId })
    for (const token of [await ada.token({ template: 'api' }), String(detached.body['token'])]) {
      expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'JWT', alg: 'RS256' })
      expect(await reasonOf(verifierOf(coatcheck), token)).toBe('token-type-invalid')
      expect(await ownVerdict(coatcheck, token)).toBe('token-type-invalid')
      const templates = verifierOf(coatcheck, { tokenTypes: ['template'] })
      expect(await templates.verify(token)).toMatchObject({ ok: true, tokenType: 'template' })
    }
    const templates = verifierOf(coatcheck, { tokenTypes: ['template'] })
    expect(await reasonOf(templates, await ada.token())).toBe('token-type-invalid')
  })

  test('sets the cookies that Clerk’s packages read, and our verifier reads them too', async () => {
    coatcheck.clock.advance(600_000)
    const browser = new Browser(coatcheck.url, NEIGHBOR)
    const body = { email: 'browser@example.com', password: PASSWORD }
    const answer = await browser.send('/api/auth/register', { body })
    const [client, session, since] = answer.headers.getSetCookie()
    expect(client).toMatch(/^__Host-coatcheck=ccc_.*; Path=\/; HttpOnly; SameSite=Lax; Secure/)
    expect(session).toMatch(/^__session=ey.*; Path=\/; HttpOnly; SameSite=Lax; Secure/)
    expect(since).toMatch(/^__client_uat=\d{10}; Path=\/; HttpOnly; SameSite=Lax; Secure/)
    const page = (method: string, more = {}) =>
      new Request(`${NEIGHBOR}/page`, { method, headers: { ...browser.cookieHeader(), ...more } })
    const verifier = verifierOf(coatcheck)
    expect(await authenticateRequest(verifier, page('GET'))).toMatchObject({ isSignedIn: true })
    const allowed = { allowedOrigins: [NEIGHBOR] }
    const ours = page('POST', { origin: NEIGHBOR })
    expect(await authenticateRequest(verifier, ours, allowed)).toMatchObject({ isSignedIn: true })
    const crossSite = page('POST', { origin: 'https://evil.example' })
    expect(await authenticateRequest(verifier, crossSite, allowed)).toMatchObject({
      reason: 'token-cross-site',
    })
    // A neighbour's cookie of that name cannot be told from ours: neither is believed.
    const planted = page('GET', { cookie: `${browser.cookieHeader().cookie}; __session=planted` })
    expect(await authenticateRequest(verifier, planted)).toMatchObject({ reason: 'token-missing' })
  })
})

test('to switch it on and off again signs nobody out, and what templates signed before is never a session’s', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-clerk-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const clock = fakeClock()
  const start = (environment: { readonly [name: string]: string }) =>
    startClerkServer({ folder, clock, environment: { COATCHECK_ADMIN_KEY: adminKey, ...environment } })
  let adminKey = ''
  const first = await startClerkServer({
    folder,
    clock,
    environment: { COATCHECK_COMPAT: '', COATCHECK_TOKEN_ALGORITHM: 'RS256' },
  })
  adminKey = first.adminKey
  await adminClient(first).post('/templates', { name: 'api', text: '{}', lifetimeSeconds: 86_400 })
  expect((await send(first.url, '/v1/jwks')).status).toBe(404)
  const { body } = await register(first.url, 'ada@example.com', { transport: 'opaque' })
  const bearer = String(body['sessionToken'])
  const mint = async (on: RunningCoatcheck, more: Json = {}) =>
    String((await mintFrom(on, bearer, more)).body['token'])
  const ofTemplate = await mint(first, { template: 'api' })
  // Until there were keys for sessions alone, one key signed both.
  expect(decodeProtectedHeader(ofTemplate).kid).toBe(decodeProtectedHeader(await mint(first)).kid)
  await first.close()

  const second = await start({})
  const early = await mint(second)
  expect(decodeProtectedHeader(early)).toMatchObject({ typ: 'session+jwt' }) // its key is not known yet
  expect([await reasonOf(verifierOf(second), early), await ownVerdict(second, early)]).toEqual(['ok', 'ok'])
  clock.advance(12 * 60_000)
  const late = await mint(second)
  expect(decodeProtectedHeader(late)).toMatchObject({ typ: 'JWT', cat: 'cl_B7d4PD111AAA' })
  expect([await reasonOf(verifierOf(second), late), await ownVerdict(second, late)]).toEqual(['ok', 'ok'])
  const options = { maxTokenLifetimeSeconds: 100_000 }
  expect(await reasonOf(verifierOf(second, options), ofTemplate)).toBe('token-type-invalid')
  expect(await ownVerdict(second, ofTemplate)).toBe('token-type-invalid')
  const jwtKey = await jwtKeyOf(second)
  await expect(verifyToken(ofTemplate, { jwtKey, clockSkewInMs: 1e12 })).rejects.toMatchObject({
    reason: 'token-invalid-signature',
  })
  await expect(verifyToken(late, { jwtKey, clockSkewInMs: 1e12 })).resolves.toMatchObject({ v: 2 })
  await second.close()

  const third = await start({ COATCHECK_COMPAT: '' })
  clock.advance(12 * 60_000)
  const after = await mint(third)
  expect(decodeProtectedHeader(after)).toEqual({ alg: 'ES256', typ: 'session+jwt', kid: expect.any(String) })
  expect(await ownVerdict(third, after)).toBe('ok')
  await third.close()
})
