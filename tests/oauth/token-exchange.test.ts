/** Token exchange (RFC 8693): what can be exchanged for what, by whom, and that it is never good for more. */

import { BY_SYSTEM, type UserId } from '@coatcheck/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Answer, type Json, send } from '../support/api-client.ts'
import { clerkClaims, CLERK_HEADER, failureReason, supabaseClaims, trust } from '../support/exchange.ts'
import { type FakeUpstream, signToken, startFakeUpstream } from '../support/fake-upstream.ts'
import {
  claimsOf,
  type Form,
  type Granter,
  makeClient,
  makeCode,
  makeGranter,
  postForm,
  redeem,
  refreshGrant,
  type TestClient,
} from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS = 'urn:ietf:params:oauth:token-type:access_token'
const JWT = 'urn:ietf:params:oauth:token-type:jwt'
const SESSION = 'urn:coatcheck:params:oauth:token-type:session'
const NOTES = 'https://notes.example'
const FILES = 'https://files.example'

let coatcheck: RunningCoatcheck
let upstream: FakeUpstream
let ada: Granter
/** The person's application, the server that it calls, and our own. */
let app: TestClient
let notes: TestClient
let own: TestClient

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  upstream = await startFakeUpstream()
  await trust(coatcheck, upstream, 'clerk')
  ada = await makeGranter(coatcheck, 'ada@example.com')
  app = await makeClient(coatcheck, { grants: ['authorization_code', 'refresh_token', EXCHANGE] })
  notes = await makeClient(coatcheck, {
    type: 'confidential',
    grants: ['client_credentials', EXCHANGE],
    scopes: ['notes:read', 'files:read'],
    resources: [FILES],
    serves: [NOTES],
  })
  own = await makeClient(coatcheck, {
    firstParty: true,
    grants: ['refresh_token', EXCHANGE],
    scopes: ['openid', 'offline_access', 'notes:read'],
    resources: [NOTES],
  })
})

afterAll(async () => {
  await upstream.close()
  await coatcheck.close()
})

function exchangeBy(client: TestClient, form: Form, headers: Record<string, string> = {}): Promise<Answer> {
  const all = { grant_type: EXCHANGE, subject_token_type: ACCESS, ...form }
  return postForm(coatcheck.url, '/oauth/token', all, { client, headers })
}

/** The tokens of a fresh grant of the application. */
async function granted(): Promise<Json> {
  const { body } = await redeem(coatcheck, app, await makeCode(coatcheck, app, ada))
  return body
}

async function grantedToItself(client: TestClient): Promise<string> {
  const form = { grant_type: 'client_credentials' }
  const { body } = await postForm(coatcheck.url, '/oauth/token', form, { client })
  return String(body['access_token'])
}

const REFUSED = {
  error: 'invalid_request',
  error_description: 'What was shown is not valid, or not for this client.',
}

let upstreamTokens = 0

/** A token of the upstream, of this person, that nobody has shown yet. */
function upstreamToken(more: Json = {}): string {
  upstreamTokens += 1
  const claims = clerkClaims(coatcheck, upstream, { jti: `token-${upstreamTokens}`, ...more })
  return signToken(upstream.rsa, claims, CLERK_HEADER)
}

describe('an access token', () => {
  test('TX-1: becomes a narrower one of the same grant, that ends no later', async () => {
    const { access_token: subject } = await granted()
    coatcheck.clock.advance(60_000)
    const { status, body } = await exchangeBy(app, { subject_token: String(subject), scope: 'notes:read' })
    expect(body).toMatchObject({ issued_token_type: ACCESS, token_type: 'Bearer', scope: 'notes:read' })
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('refresh_token')
    const [before, after] = [claimsOf(subject), claimsOf(body['access_token'])]
    expect(after).toMatchObject({ sub: ada.userId, sid: before['sid'], aud: NOTES, scope: 'notes:read' })
    expect(Number(after['exp'])).toBeLessThanOrEqual(Number(before['exp']))
  })

  test('is exchanged by the server that it was sent to, for the next one', async () => {
    const { access_token: subject } = await granted()
    const { body } = await exchangeBy(notes, { subject_token: String(subject) })
    const claims = claimsOf(body['access_token'])
    expect(claims).toMatchObject({ sub: ada.userId, client_id: notes.id, aud: FILES, scope: 'notes:read' })
    expect(claims).not.toHaveProperty('act')
  })

  test('TX-6: says who acts where an actor is named, and who acted before', async () => {
    const { access_token: subject } = await granted()
    const actor = { actor_token: await grantedToItself(notes), actor_token_type: ACCESS }
    const first = await exchangeBy(notes, { subject_token: String(subject), ...actor })
    expect(claimsOf(first.body['access_token'])['act']).toEqual({ sub: notes.id })

    const files = await makeClient(coatcheck, {
      type: 'confidential',
      grants: ['client_credentials', EXCHANGE],
      scopes: ['notes:read'],
      resources: ['https://archive.example'],
      serves: [FILES],
    })
    const next = { actor_token: await grantedToItself(files), actor_token_type: ACCESS }
    const second = await exchangeBy(files, { subject_token: String(first.body['access_token']), ...next })
    expect(claimsOf(second.body['access_token'])['act']).toEqual({ sub: files.id, act: { sub: notes.id } })
  })

  test('is refused with an actor whose token is another client’s', async () => {
    const { access_token: subject } = await granted()
    const actor = { actor_token: String(subject), actor_token_type: ACCESS }
    expect((await exchangeBy(notes, { subject_token: String(subject), ...actor })).body).toEqual(REFUSED)
  })

  test('is refused to a client that neither has it nor serves what it is for', async () => {
    const stranger = await makeClient(coatcheck, { grants: [EXCHANGE], serves: [] })
    const { access_token: subject } = await granted()
    expect((await exchangeBy(stranger, { subject_token: String(subject) })).body).toEqual(REFUSED)
  })

  test.each([
    [
      'scope escalation: more than the subject is good for',
      { scope: 'notes:read files:read' },
      'invalid_scope',
    ],
    [
      'another resource than the client may ask for',
      { resource: 'https://elsewhere.example' },
      'invalid_target',
    ],
    ['an audience that is none of its own', { audience: NOTES }, 'invalid_target'],
    [
      'a type that nobody makes here',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
      'invalid_request',
    ],
    ['a session, which a short token never buys', { requested_token_type: SESSION }, 'invalid_request'],
    ['an actor without its type', { actor_token: 'x' }, 'invalid_request'],
  ] as const)('is not exchanged for %s', async (_name, form, error) => {
    const { access_token: subject } = await granted()
    const { status, body } = await exchangeBy(notes, { subject_token: String(subject), ...form })
    expect([status, body['error']]).toEqual([400, error])
  })

  test('is refused once its grant has ended, and so is what came of it', async () => {
    const { access_token: subject, refresh_token: refreshToken } = await granted()
    const narrower = await exchangeBy(notes, { subject_token: String(subject) })
    await postForm(coatcheck.url, '/oauth/revoke', { token: String(refreshToken) }, { client: app })
    expect((await exchangeBy(notes, { subject_token: String(subject) })).body).toEqual(REFUSED)
    const form = { token: String(narrower.body['access_token']) }
    const told = await postForm(coatcheck.url, '/oauth/introspect', form, { client: notes })
    expect(told.body).toEqual({ active: false })
  })

  test('is not exchanged for a resource of its client that the person did not grant', async () => {
    const code = await makeCode(coatcheck, app, ada, { resources: [NOTES] })
    const { body } = await redeem(coatcheck, app, code)
    const subject = String(body['access_token'])
    const wider = await exchangeBy(app, { subject_token: subject, resource: FILES })
    expect([wider.status, wider.body['error']]).toEqual([400, 'invalid_target'])
    expect((await exchangeBy(app, { subject_token: subject, resource: NOTES })).status).toBe(200)
  })

  test('is worth nothing once the client that got it by an exchange is disabled', async () => {
    const server = { type: 'confidential', grants: [EXCHANGE], resources: [FILES], serves: [NOTES] } as const
    const middle = await makeClient(coatcheck, server)
    const last = await makeClient(coatcheck, { ...server, serves: [FILES] })
    const { access_token: subject } = await granted()
    const { body } = await exchangeBy(middle, { subject_token: String(subject) })
    const token = String(body['access_token'])
    const active = async () =>
      (await postForm(coatcheck.url, '/oauth/introspect', { token }, { client: last })).body['active']
    expect(await active()).toBe(true)
    await adminClient(coatcheck).post(`/oauth-clients/${middle.id}/disable`)
    expect(await active()).toBe(false)
    expect((await exchangeBy(last, { subject_token: token })).body).toEqual(REFUSED)
  })

  test('of a client’s own becomes a narrower one of that client', async () => {
    const subject = await grantedToItself(notes)
    const { body } = await exchangeBy(notes, { subject_token: subject, scope: 'files:read' })
    const claims = claimsOf(body['access_token'])
    expect(claims).toMatchObject({ sub: notes.id, scope: 'files:read', aud: FILES })
  })

  test('TK-8: is not exchanged by a client that may not', async () => {
    const without = await makeClient(coatcheck, {})
    const { body } = await exchangeBy(without, { subject_token: 'anything' })
    expect(body['error']).toBe('unauthorized_client')
  })
})

describe('an opaque session token', () => {
  test('becomes an access token of our own application, as short as a session token', async () => {
    const form = { subject_token: ada.bearer, subject_token_type: SESSION, scope: 'notes:read' }
    const { status, body } = await exchangeBy(own, form)
    expect([status, body['expires_in']]).toEqual([200, 60])
    const claims = claimsOf(body['access_token'])
    expect(claims).toMatchObject({ sub: ada.userId, sid: ada.sessionId, aud: NOTES })
  })

  test('is refused to an application of others, unless the person has agreed to it', async () => {
    const form = { subject_token: ada.bearer, subject_token_type: SESSION }
    expect((await exchangeBy(app, form)).body).toEqual(REFUSED)
  })

  test('becomes a token of an application of others for the resources that the person agreed to alone', async () => {
    const eve = await makeGranter(coatcheck, 'eve@example.com')
    const consent = { scopes: ['notes:read'], resources: [NOTES], organizationId: null }
    await coatcheck.server.store.oauthConsents.grant(
      { userId: eve.userId as UserId, clientId: app.id, ...consent },
      BY_SYSTEM,
    )
    const form = { subject_token: eve.bearer, subject_token_type: SESSION }
    expect((await exchangeBy(app, { ...form, resource: FILES })).body['error']).toBe('invalid_target')
    const { body } = await exchangeBy(app, form)
    expect(claimsOf(body['access_token'])['aud']).toBe(NOTES)
  })

  test('is refused where somebody acts as the person', async () => {
    const admin = adminClient(coatcheck)
    const { body } = await admin.post(`/users/${ada.userId}/impersonate`, { transport: 'opaque' })
    const form = { subject_token: String(body['sessionToken']), subject_token_type: SESSION }
    expect(String(body['sessionToken'])).toMatch(/^ccs_/)
    expect((await exchangeBy(own, form)).body).toEqual(REFUSED)
  })

  test('is refused once signed out', async () => {
    const bob = await makeGranter(coatcheck, 'bob@example.com')
    await send(coatcheck.url, '/api/auth/logout', { bearer: bob.bearer, body: { scope: 'local' } })
    const form = { subject_token: bob.bearer, subject_token_type: SESSION }
    expect((await exchangeBy(own, form)).body).toEqual(REFUSED)
  })
})

describe('an upstream’s token', () => {
  test('TX-3: becomes a grant of our own application, which refreshes', async () => {
    const scope = 'openid offline_access notes:read'
    const form = { subject_token: upstreamToken(), subject_token_type: JWT, scope }
    const { status, body } = await exchangeBy(own, form)
    expect(body).toMatchObject({ issued_token_type: ACCESS, token_type: 'Bearer', expires_in: 600 })
    expect(status).toBe(200)
    expect(claimsOf(body['id_token'])).toMatchObject({ aud: own.id, amr: ['fed'] })
    const next = await refreshGrant(coatcheck, own, body['refresh_token'])
    expect(claimsOf(next.body['access_token'])['sub']).toBe(claimsOf(body['access_token'])['sub'])
  })

  test('becomes a session, as it does at create-session', async () => {
    const form = { subject_token: upstreamToken(), subject_token_type: JWT, requested_token_type: SESSION }
    const { body } = await exchangeBy(own, form)
    expect(body).toMatchObject({ issued_token_type: SESSION, token_type: 'N_A' })
    const session = await send(coatcheck.url, '/api/auth/session', { bearer: String(body['access_token']) })
    expect(session.status).toBe(200)
  })

  test('TX-4: is good once; the same request again, by its key, gets another grant in its place', async () => {
    const form = { subject_token: upstreamToken(), subject_token_type: JWT, scope: 'offline_access' }
    const key = { 'idempotency-key': 'the-answer-to-this-was-lost' }
    const lost = await exchangeBy(own, form, key)
    const again = await exchangeBy(own, form, key)
    expect([lost.status, again.status]).toEqual([200, 200])
    const late = await refreshGrant(
      coatcheck,
      own,
      lost.body['refresh_token'],
      {},
      { 'idempotency-key': 'k'.repeat(22) },
    )
    expect(late.body['error']).toBe('invalid_grant')
    expect((await exchangeBy(own, form)).body).toEqual(REFUSED)
    expect(await failureReason(coatcheck)).toBe('token-used')
  })

  test('TX-4: fifty at once, and one grant', async () => {
    const form = { subject_token: upstreamToken(), subject_token_type: JWT }
    const answers = await Promise.all(Array.from({ length: 50 }, () => exchangeBy(own, form)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    coatcheck.clock.advance(3_600_000) // those that were refused count
  })

  test('is not exchanged for an application of others', async () => {
    const { body } = await exchangeBy(app, { subject_token: upstreamToken(), subject_token_type: JWT })
    expect(body['error']).toBe('unauthorized_client')
  })

  test.each([
    ['unconfigured issuer', (): string => upstreamToken({ iss: 'https://other.example' }), 'issuer-unknown'],
    ['our own issuer', () => upstreamToken({ iss: coatcheck.url }), 'issuer-unknown'],
    ['a foreign azp', () => upstreamToken({ azp: 'https://evil.example.com' }), 'party'],
    ['long expired', () => upstreamToken({ iat: 1, nbf: 1, exp: 61 }), 'token-expired'],
    [
      'alg that is not the key’s',
      () => signToken(upstream.rsa, clerkClaims(coatcheck, upstream), { ...CLERK_HEADER, alg: 'ES256' }),
      'token-algorithm-invalid',
    ],
    [
      'jku in the token',
      () =>
        signToken(upstream.rsa, clerkClaims(coatcheck, upstream), {
          ...CLERK_HEADER,
          jku: 'https://evil.example.com',
        }),
      'token-header-invalid',
    ],
    ['no token at all', (): string => 'nonsense', 'token-malformed'],
  ] as const)('TX-2: %s is refused, and only the events say why', async (_name, make, reason) => {
    const answer = await exchangeBy(own, { subject_token: make(), subject_token_type: JWT })
    expect([answer.status, answer.body]).toEqual([400, REFUSED])
    expect(await failureReason(coatcheck)).toContain(reason)
  })

  test('TX-2: a service-role or anonymous token of Supabase is refused', async () => {
    const supabase = await startFakeUpstream()
    await trust(coatcheck, supabase, 'supabase')
    for (const more of [{ role: 'service_role' }, { is_anonymous: true }]) {
      const subject = signToken(supabase.rsa, supabaseClaims(coatcheck, supabase, more))
      const { body } = await exchangeBy(own, { subject_token: subject, subject_token_type: JWT })
      expect(body).toEqual(REFUSED)
    }
    await supabase.close()
  })
})
