/** A code becomes tokens once, for the client that it was made for. */

import { randomUUID } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, send } from '../support/api-client.ts'
import {
  claimsOf,
  disable,
  type Granter,
  makeClient,
  makeCode,
  makeGranter,
  PAST_CODE_MS,
  pkce,
  postForm,
  redeem,
  refreshGrant,
  type TestClient,
} from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let url: string
let granter: Granter
let app: TestClient
let web: TestClient

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
  granter = await makeGranter(coatcheck, 'ada@example.com')
  app = await makeClient(coatcheck)
  web = await makeClient(coatcheck, { type: 'confidential' })
})
afterAll(() => coatcheck.close())

const INVALID_GRANT = { status: 400, body: { error: 'invalid_grant' } }

async function eventsOf(type: string): Promise<readonly Json[]> {
  const { body } = await send(url, `/api/admin/events?type=${type}&limit=100`, { bearer: coatcheck.adminKey })
  return body['data'] as readonly Json[]
}

describe('a redemption', () => {
  test('gives an access token of RFC 9068, an id_token, and a refresh token', async () => {
    const code = await makeCode(coatcheck, app, granter, { nonce: 'n-1' })
    const answer = await redeem(coatcheck, app, code)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'openid offline_access notes:read notes:write',
        refresh_token: expect.stringMatching(/^ccr_/),
      },
    })
    const jwks = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`))
    const currentDate = new Date(coatcheck.clock.nowMs())
    const access = await jwtVerify(String(answer.body['access_token']), jwks, {
      issuer: url,
      audience: 'https://notes.example',
      typ: 'at+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
      currentDate,
    })
    expect(access.payload).toMatchObject({
      sub: granter.userId,
      client_id: app.id,
      acr: 'aal1',
      amr: ['pwd'],
      auth_time: expect.any(Number),
      sid: expect.stringMatching(/^sess_/),
    })
    const id = await jwtVerify(String(answer.body['id_token']), jwks, {
      issuer: url,
      audience: app.id,
      currentDate,
    })
    expect(id.payload).toMatchObject({ sub: granter.userId, nonce: 'n-1', azp: app.id, amr: ['pwd'] })
  })

  test('TK-2: is kept by nobody', async () => {
    const answer = await redeem(coatcheck, app, await makeCode(coatcheck, app, granter))
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('gives no id_token without openid, and no refresh token to a client that may not refresh', async () => {
    const client = await makeClient(coatcheck, { grants: ['authorization_code'] })
    const code = await makeCode(coatcheck, client, granter, { scopes: ['notes:read'] })
    const { body } = await redeem(coatcheck, client, code)
    expect(Object.keys(body).toSorted()).toEqual(['access_token', 'expires_in', 'scope', 'token_type'])
  })

  test('names one audience: the first that was granted, or the one that is asked for', async () => {
    const resources = ['https://notes.example', 'https://files.example']
    const tokenFor = async (more: { resource?: string | string[] }) => {
      const code = await makeCode(coatcheck, app, granter, { resources })
      return await redeem(coatcheck, app, code, more)
    }
    expect(claimsOf((await tokenFor({})).body['access_token'])['aud']).toBe('https://notes.example')
    const asked = await tokenFor({ resource: 'https://files.example' })
    expect(claimsOf(asked.body['access_token'])['aud']).toBe('https://files.example')
    const both = await tokenFor({ resource: resources })
    expect(claimsOf(both.body['access_token'])['aud']).toEqual(resources)
    const issuer = await tokenFor({ resource: url })
    expect(claimsOf(issuer.body['access_token'])['aud']).toBe(url)
  })

  test('for a resource that was not granted is refused, and leaves the code as it is', async () => {
    const code = await makeCode(coatcheck, app, granter)
    const refused = await redeem(coatcheck, app, code, { resource: 'https://files.example' })
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
    expect((await redeem(coatcheck, app, code)).status).toBe(200)
  })

  test('RT-8: of a grant that ends with the browser session ends with it', async () => {
    const other = await makeGranter(coatcheck, 'grace@example.com')
    const granted = { scopes: ['openid'], endsWithSession: true }
    const { body } = await redeem(coatcheck, app, await makeCode(coatcheck, app, other, granted))
    await send(url, '/api/auth/logout', { body: {}, bearer: other.bearer })
    expect(await refreshGrant(coatcheck, app, body['refresh_token'])).toMatchObject(INVALID_GRANT)
  })

  test('RT-4: a grant that ends with a session never outlives it', async () => {
    const other = await makeGranter(coatcheck, 'joan@example.com')
    const parent = await coatcheck.server.store.sessions.find(other.sessionId as never)
    const granted = { scopes: ['openid'], endsWithSession: true }
    coatcheck.clock.advance(60_000)
    const { body } = await redeem(coatcheck, app, await makeCode(coatcheck, app, other, granted))
    const grant = await coatcheck.server.store.sessions.find(claimsOf(body['access_token'])['sid'] as never)
    expect(grant?.session.limits.absoluteExpiresAtMs).toBe(parent?.session.limits.absoluteExpiresAtMs)
  })
})

describe('a code', () => {
  test.each<[string, (verifier: string) => Record<string, string>]>([
    ['with a wrong verifier', () => ({ code_verifier: pkce().verifier })],
    ['without a verifier', () => ({ code_verifier: '' })],
    ['AZ-5: with a verifier that is too short', () => ({ code_verifier: 'short' })],
    ['AZ-5: with a verifier of other characters', (verifier) => ({ code_verifier: `${verifier}!` })],
    ['with the challenge in place of the verifier', () => ({ code_verifier: 'x'.repeat(43) })],
    ['with another redirect_uri', () => ({ redirect_uri: 'https://app.example/callback/' })],
  ])('AZ-7: %s is refused, and is used up by it', async (_name, change) => {
    const code = await makeCode(coatcheck, app, granter)
    expect(await redeem(coatcheck, app, code, change(code.verifier))).toMatchObject(INVALID_GRANT)
    expect(await redeem(coatcheck, app, code)).toMatchObject(INVALID_GRANT)
  })

  test('AZ-7: of another client is refused, and stays as it is', async () => {
    const code = await makeCode(coatcheck, app, granter)
    for (const stranger of [web, await makeClient(coatcheck)])
      expect(await redeem(coatcheck, stranger, code)).toMatchObject(INVALID_GRANT)
    expect((await redeem(coatcheck, app, code)).status).toBe(200)
  })

  test('AZ-7: is good for a minute', async () => {
    const code = await makeCode(coatcheck, app, granter)
    coatcheck.clock.advance(PAST_CODE_MS)
    expect(await redeem(coatcheck, app, code)).toMatchObject(INVALID_GRANT)
  })

  test('of somebody who was disabled since is refused', async () => {
    const other = await makeGranter(coatcheck, 'mary@example.com')
    const code = await makeCode(coatcheck, app, other)
    await disable(coatcheck, other)
    expect(await redeem(coatcheck, app, code)).toMatchObject(INVALID_GRANT)
  })

  test('TK-5: unknown, foreign, expired, used and garbled look alike', async () => {
    const used = await makeCode(coatcheck, app, granter)
    await redeem(coatcheck, app, used)
    const expired = await makeCode(coatcheck, app, granter)
    coatcheck.clock.advance(PAST_CODE_MS)
    const foreign = await makeCode(coatcheck, web, granter)
    const unknown = { ...foreign, code: `${foreign.code.slice(0, -1)}A` }
    const garbled = { ...foreign, code: 'nothing' }
    const answers = []
    for (const code of [used, expired, foreign, unknown, garbled])
      answers.push(await redeem(coatcheck, app, code))
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
    expect(answers[0]).toMatchObject(INVALID_GRANT)
  })

  test('without a redirect_uri is redeemed: OAuth 2.1 has done away with it', async () => {
    const { code, verifier } = await makeCode(coatcheck, app, granter)
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier }
    expect((await postForm(url, '/oauth/token', form, { client: app })).status).toBe(200)
  })
})

describe('a code that comes again', () => {
  test('AZ-8: ends what the first redemption gave, and tells it', async () => {
    const code = await makeCode(coatcheck, app, granter)
    const first = await redeem(coatcheck, app, code)
    expect(await redeem(coatcheck, app, code)).toMatchObject(INVALID_GRANT)
    expect(await refreshGrant(coatcheck, app, first.body['refresh_token'])).toMatchObject(INVALID_GRANT)
    const sessionId = claimsOf(first.body['access_token'])['sid']
    expect(await eventsOf('oauth.code_replayed')).toContainEqual(expect.objectContaining({ sessionId }))
  })

  test('AZ-8: does so long after it has expired, and with a wrong verifier too', async () => {
    for (const change of [{}, { code_verifier: pkce().verifier }]) {
      const code = await makeCode(coatcheck, app, granter)
      const first = await redeem(coatcheck, app, code)
      coatcheck.clock.advance(10 * PAST_CODE_MS)
      await redeem(coatcheck, app, code, change)
      expect(await refreshGrant(coatcheck, app, first.body['refresh_token'])).toMatchObject(INVALID_GRANT)
    }
  })

  test('by another client ends nothing', async () => {
    const code = await makeCode(coatcheck, app, granter)
    const first = await redeem(coatcheck, app, code)
    expect(await redeem(coatcheck, web, code)).toMatchObject(INVALID_GRANT)
    expect((await refreshGrant(coatcheck, app, first.body['refresh_token'])).status).toBe(200)
  })

  test('with the Idempotency-Key of an answer that was lost gives tokens anew, and kills the lost ones', async () => {
    const code = await makeCode(coatcheck, app, granter)
    const headers = { 'idempotency-key': randomUUID() }
    const lost = await redeem(coatcheck, app, code, {}, headers)
    coatcheck.clock.advance(9_000)
    const again = await redeem(coatcheck, app, code, {}, headers)
    expect(again.status).toBe(200)
    const refreshed = (token: unknown) =>
      refreshGrant(coatcheck, app, token, {}, { 'idempotency-key': randomUUID() })
    expect(await refreshed(lost.body['refresh_token'])).toMatchObject(INVALID_GRANT)
    expect((await refreshed(again.body['refresh_token'])).status).toBe(200)
    // A thief who comes behind it ends what is there now.
    expect(await redeem(coatcheck, app, code)).toMatchObject(INVALID_GRANT)
    const grant = await coatcheck.server.store.sessions.find(
      claimsOf(again.body['access_token'])['sid'] as never,
    )
    expect(grant?.session.end?.reason).toBe('code_replayed')
  })

  test('with that key after ten seconds, or with another key, counts as a replay', async () => {
    for (const [waitMs, key] of [
      [10_001, null],
      [0, randomUUID()],
    ] as const) {
      const code = await makeCode(coatcheck, app, granter)
      const first = randomUUID()
      const { body } = await redeem(coatcheck, app, code, {}, { 'idempotency-key': first })
      coatcheck.clock.advance(waitMs)
      const again = await redeem(coatcheck, app, code, {}, { 'idempotency-key': key ?? first })
      expect(again).toMatchObject(INVALID_GRANT)
      const grant = await coatcheck.server.store.sessions.find(claimsOf(body['access_token'])['sid'] as never)
      expect(grant?.session.end?.reason).toBe('code_replayed')
    }
  })

  test('AZ-8: fifty times at once: one is answered, and what it got is taken back', async () => {
    const code = await makeCode(coatcheck, app, granter)
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(coatcheck, app, code)))
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(answer).toMatchObject(INVALID_GRANT)
    expect(await refreshGrant(coatcheck, app, won[0]?.body['refresh_token'])).toMatchObject(INVALID_GRANT)
  })
})
