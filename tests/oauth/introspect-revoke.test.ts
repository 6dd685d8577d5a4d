/** What tokens are good for is told to those whom it concerns (RFC 7662); whoever holds one can give it back (RFC 7009). */

import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { BY_SYSTEM } from '@coatcheck/core'
import { issueAccessKey } from '@coatcheck/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type Json, register, send } from '../support/api-client.ts'
import {
  claimsOf,
  disable,
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

let coatcheck: RunningCoatcheck
let url: string
let granter: Granter
let app: TestClient
let web: TestClient
let notes: TestClient
let stranger: TestClient
let backendKey: string

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
  granter = await makeGranter(coatcheck, 'ada@example.com')
  app = await makeClient(coatcheck)
  web = await makeClient(coatcheck, { type: 'confidential' })
  notes = await makeClient(coatcheck, { type: 'confidential', serves: ['https://notes.example'], grants: [] })
  stranger = await makeClient(coatcheck, {
    type: 'confidential',
    serves: ['https://files.example'],
    grants: [],
  })
  const made = await issueAccessKey(coatcheck.server, { kind: 'backend', name: 'an application' })
  if (made === 'too-many') throw new Error('there are no other keys')
  backendKey = made.key.reveal()
})
afterAll(() => coatcheck.close())

const INACTIVE = { status: 200, body: { active: false } }

async function grantTo(client: TestClient, more: Parameters<typeof makeCode>[3] = {}): Promise<Json> {
  return (await redeem(coatcheck, client, await makeCode(coatcheck, client, granter, more))).body
}

function introspect(client: TestClient, token: unknown, hint?: string): Promise<Answer> {
  const form = { token: String(token), ...(hint !== undefined && { token_type_hint: hint }) }
  return postForm(url, '/oauth/introspect', form, { client })
}

function introspectWithKey(token: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${backendKey}` }
  return postForm(url, '/oauth/introspect', { token: String(token) }, { headers })
}

function revoke(client: TestClient, token: unknown, hint?: string): Promise<Answer> {
  const form = { token: String(token), ...(hint !== undefined && { token_type_hint: hint }) }
  return postForm(url, '/oauth/revoke', form, { client })
}

function revokeWithKey(token: unknown, key = backendKey): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}` }
  return postForm(url, '/oauth/revoke', { token: String(token) }, { headers })
}

function sessionBy(token: unknown): Promise<Answer> {
  return send(url, '/api/auth/session', { bearer: String(token) })
}

async function machineToken(): Promise<[TestClient, unknown]> {
  const client = await makeClient(coatcheck, { type: 'confidential', grants: ['client_credentials'] })
  const { body } = await postForm(url, '/oauth/token', { grant_type: 'client_credentials' }, { client })
  return [client, body['access_token']]
}

describe('introspection', () => {
  test('IN-1, IN-3: tells whom a token is for, and whose it is, what it says; others nothing', async () => {
    const { access_token: token } = await grantTo(web)
    const claims = claimsOf(token)
    for (const client of [web, notes]) {
      const { status, body, headers } = await introspect(client, token)
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
      expect(body).toEqual({ active: true, token_type: 'Bearer', ...claims })
    }
    expect((await introspectWithKey(token)).body).toMatchObject({ active: true, sub: granter.userId })
    expect(await introspect(stranger, token)).toMatchObject(INACTIVE)
    expect((await introspect(stranger, token)).body).toEqual({ active: false })
  })

  test('IN-2: a hint is only a hint', async () => {
    const { access_token: access, refresh_token: refresh } = await grantTo(web)
    expect((await introspect(web, access, 'refresh_token')).body['active']).toBe(true)
    expect((await introspect(web, refresh, 'access_token')).body['active']).toBe(true)
    expect((await introspect(web, refresh, 'anything')).body['active']).toBe(true)
  })

  test('IN-3: tells of a refresh token to the client that holds it, and to nobody whom it is shown to', async () => {
    const { refresh_token: token } = await grantTo(web)
    expect((await introspect(web, token)).body).toMatchObject({
      active: true,
      client_id: web.id,
      sub: granter.userId,
      exp: expect.any(Number),
    })
    expect(await introspect(notes, token)).toMatchObject(INACTIVE)
    expect(await introspectWithKey(token)).toMatchObject(INACTIVE)
    await refreshGrant(coatcheck, web, token)
    expect(await introspect(web, token)).toMatchObject(INACTIVE)
  })

  test('IN-2: tells an application’s server of sessions, and clients not', async () => {
    const opaque = await register(url, 'opaque@example.com', { transport: 'opaque' })
    const signed = await register(url, 'signed@example.com')
    for (const token of [opaque.body['sessionToken'], signed.body['accessToken']]) {
      expect((await introspectWithKey(token)).body).toMatchObject({
        active: true,
        iss: url,
        sub: expect.stringMatching(/^user_/),
        sid: expect.stringMatching(/^sess_/),
      })
      expect(await introspect(web, token)).toMatchObject(INACTIVE)
    }
    await send(url, '/api/auth/logout', { body: {}, bearer: String(opaque.body['sessionToken']) })
    expect(await introspectWithKey(opaque.body['sessionToken'])).toMatchObject(INACTIVE)
  })

  test('IN-2: tells an application’s server whose an API key is, and clients not', async () => {
    const asAdmin = { bearer: coatcheck.adminKey }
    const chosen = { name: 'Nightly', scopes: ['builds:read', 'builds:write'], claims: { plan: 'pro' } }
    const make = async (more: Json = {}) => {
      const body = { subject: granter.userId, expiresInSeconds: 3600, ...chosen, ...more }
      const made = await send(url, '/api/admin/api-keys', { ...asAdmin, body })
      return { id: String((made.body['apiKey'] as Json)['id']), text: String(made.body['key']) }
    }
    const { id, text } = await make()
    const { body } = await introspectWithKey(text)
    const seconds = { iat: expect.any(Number), exp: Number(body['iat']) + 3600 }
    const scope = 'builds:read builds:write'
    const whose = { iss: url, sub: granter.userId, jti: id, scope, claims: { plan: 'pro' } }
    expect(body).toEqual({ active: true, token_type: 'Bearer', ...whose, ...seconds })
    for (const client of [web, notes]) expect(await introspect(client, text)).toMatchObject(INACTIVE)
    for (const wrong of [`${text}x`, `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`, 'cck_'])
      expect((await introspectWithKey(wrong)).body).toEqual({ active: false })
    await send(url, `/api/admin/api-keys/${id}`, { method: 'DELETE', ...asAdmin })
    expect((await introspectWithKey(text)).body).toEqual({ active: false })

    const limited = await make({ rateLimit: { requests: 1, perSeconds: 60 }, expiresInSeconds: null })
    expect((await introspectWithKey(limited.text)).body).not.toHaveProperty('exp')
    const refused = await introspectWithKey(limited.text)
    expect([refused.status, refused.body['error']]).toEqual([429, 'too_many_requests'])
    expect(refused.headers.get('retry-after')).toBe('60')
  })

  test('of a machine’s token says so until the client is disabled', async () => {
    const [machine, token] = await machineToken()
    expect((await introspect(machine, token)).body).toMatchObject({ active: true, sub: machine.id })
    const { oauthClients } = coatcheck.server.store
    await oauthClients.setState(machine.id, 'disabled', BY_SYSTEM)
    expect(await introspect(notes, token)).toMatchObject(INACTIVE)
    await oauthClients.setState(machine.id, 'enabled', BY_SYSTEM)
    // It was taken back, and enabling the client does not give it back.
    await expect
      .poll(async () => (await introspect(notes, token)).body, { timeout: 10_000 })
      .toEqual({ active: false })
  })

  test('IN-1: asks who asks: nobody, a public client, and a key of another kind are refused', async () => {
    const { access_token: token } = await grantTo(app)
    const form = { token: String(token) }
    const admin = { headers: { authorization: `Bearer ${coatcheck.adminKey}` } }
    expect((await postForm(url, '/oauth/introspect', form)).status).toBe(400)
    for (const asked of [{ client: app }, { client: { ...web, secret: notes.secret } }, admin])
      expect(await postForm(url, '/oauth/introspect', form, asked)).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      })
    expect(await postForm(url, '/oauth/introspect', {}, { client: web })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
  })

  test('ends with the grant, the minute, and the person', async () => {
    const granted = await grantTo(web)
    coatcheck.clock.advance(606_000)
    expect(await introspect(web, granted['access_token'])).toMatchObject(INACTIVE)
    const other = await makeGranter(coatcheck, 'grace@example.com')
    const code = await makeCode(coatcheck, web, other)
    const { access_token: token } = (await redeem(coatcheck, web, code)).body
    await disable(coatcheck, other)
    expect(await introspect(web, token)).toMatchObject(INACTIVE)
  })
})

describe('JWT-2 and the attack corpus: a token that is forged', () => {
  test('is of no use', async () => {
    const { access_token: text, id_token: idToken } = await grantTo(web, { resources: [url] })
    const [head = '', body = '', signature = ''] = String(text).split('.')
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as Json
    const claims = claimsOf(text)
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const signed = (changed: Json, payload: Json = claims) => {
      const input = `${encode(changed)}.${encode(payload)}`
      const key = { key: own.privateKey, dsaEncoding: 'ieee-p1363' } as const
      return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
    }
    const hmac = `${encode({ ...header, alg: 'HS256' })}.${body}`
    const forged = [
      `${encode({ ...header, alg: 'none' })}.${body}.`,
      `${encode({ ...header, alg: 'none' })}.${body}.${signature}`,
      `${hmac}.${createHmac('sha256', 'key').update(hmac).digest('base64url')}`,
      signed(header),
      signed({ ...header, jwk: own.publicKey.export({ format: 'jwk' }) }),
      signed({ ...header, kid: '../../etc/passwd' }),
      `${encode({ ...header, jku: 'https://evil.example' })}.${body}.${signature}`,
      `${head}.${encode({ ...claims, sub: 'user_other' })}.${signature}`,
      `${head}.${body}.${signature}=`,
      `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`,
      ` ${String(text)}`,
      `${String(text)}.x`,
      String(idToken),
      (await register(url, `${Date.now()}@example.com`)).body['accessToken'],
      'x'.repeat(9000),
    ]
    for (const token of forged) {
      expect((await introspect(web, token)).body).toEqual({ active: false })
      const asked = await fetch(`${url}/oauth/userinfo`, {
        headers: { authorization: `Bearer ${String(token).trim()}x` },
      })
      expect(asked.status).toBe(401)
    }
    expect((await introspect(web, text)).body['active']).toBe(true)
  })
})

describe('revocation', () => {
  test('RV-3: of a refresh token ends the grant and all that came of it', async () => {
    const granted = await grantTo(web)
    const answer = await revoke(web, granted['refresh_token'])
    expect([answer.status, answer.body['text'], answer.headers.get('cache-control')]).toEqual([
      200,
      '',
      'no-store',
    ])
    expect(await introspect(web, granted['access_token'])).toMatchObject(INACTIVE)
    expect((await refreshGrant(coatcheck, web, granted['refresh_token'])).body['error']).toBe('invalid_grant')
    const reading = await coatcheck.server.store.sessions.find(
      claimsOf(granted['access_token'])['sid'] as never,
    )
    expect(reading?.session.end).toMatchObject({ state: 'ended', reason: 'token_revoked' })
  })

  test('RV-3: of an access token takes that one, is told in the log, and leaves the grant', async () => {
    const granted = await grantTo(web)
    expect((await revoke(web, granted['access_token'], 'refresh_token')).status).toBe(200)
    expect((await introspect(web, granted['access_token'])).body).toEqual({ active: false })
    const entries = await coatcheck.server.store.log.after(0, 1000)
    const { jti, exp } = claimsOf(granted['access_token'])
    expect(entries).toContainEqual(
      expect.objectContaining({ kind: 'jti', id: jti, untilMs: (Number(exp) + 5) * 1000 }),
    )
    const next = await refreshGrant(coatcheck, web, granted['refresh_token'])
    expect((await introspect(web, next.body['access_token'])).body['active']).toBe(true)
  })

  test('of a machine’s token takes that one', async () => {
    const [machine, token] = await machineToken()
    await revoke(machine, token)
    expect(await introspect(machine, token)).toMatchObject(INACTIVE)
  })

  test('RV-1: of what is unknown, ended or no token at all is answered as any other', async () => {
    const granted = await grantTo(web)
    await revoke(web, granted['refresh_token'])
    for (const token of [granted['refresh_token'], granted['access_token'], 'nothing', 'ccr_x', 'ccs_AAAA']) {
      const answer = await revoke(web, token)
      expect([answer.status, answer.body['text']]).toEqual([200, ''])
    }
    expect((await postForm(url, '/oauth/revoke', {}, { client: web })).body['error']).toBe('invalid_request')
  })

  test('RV-2: asks who asks, and takes nothing from another client; that is told', async () => {
    const granted = await grantTo(web)
    const unproved = await revoke({ ...web, secret: notes.secret }, granted['refresh_token'])
    expect(unproved).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    for (const client of [app, stranger])
      for (const token of [granted['refresh_token'], granted['access_token']])
        expect((await revoke(client, token)).status).toBe(200)
    expect((await introspect(web, granted['access_token'])).body['active']).toBe(true)
    expect((await refreshGrant(coatcheck, web, granted['refresh_token'])).status).toBe(200)
    const { body } = await send(url, '/api/admin/events?type=oauth.foreign_token', {
      bearer: coatcheck.adminKey,
    })
    expect((body['data'] as readonly Json[]).length).toBe(4)
  })

  test('tells the log of twenty refusals of one address at once, of codes too, and answers the same', async () => {
    const told = async (type: string) => {
      const page = `/api/admin/events?limit=100&type=oauth.${type}`
      return ((await send(url, page, { bearer: coatcheck.adminKey })).body['data'] as readonly Json[]).length
    }
    const { access_token: token } = await grantTo(web)
    const code = await makeCode(coatcheck, web, granter)
    coatcheck.clock.advance(60_000)
    const before = [await told('foreign_token'), await told('code_refused')] as const
    for (let i = 0; i < 25; i += 1) expect((await revoke(app, token)).status).toBe(200)
    expect((await redeem(coatcheck, app, code)).body['error']).toBe('invalid_grant')
    expect([await told('foreign_token'), await told('code_refused')]).toEqual([before[0] + 20, before[1]])
  })

  test('RV-4: of a session token by an application’s server takes that one, and leaves the session', async () => {
    const signedIn = (await register(url, 'shown@example.com')).body
    const token = signedIn['accessToken']
    const { jti, exp, sid } = claimsOf(token)
    expect((await sessionBy(token)).status).toBe(200)
    expect(await revokeWithKey(token)).toMatchObject({ status: 200, body: { text: '' } })
    expect((await introspectWithKey(token)).body).toEqual({ active: false })
    expect(await sessionBy(token)).toMatchObject({ status: 401, body: { reason: 'token-revoked' } })
    expect((await coatcheck.server.store.log.after(0, 1000)).filter(({ id }) => id === jti)).toEqual([
      expect.objectContaining({ kind: 'jti', untilMs: (Number(exp) + 5) * 1000 }),
    ])
    const { body } = await send(url, `/api/admin/events?sessionId=${String(sid)}&type=token.revoked`, {
      bearer: coatcheck.adminKey,
    })
    expect(body['data']).toMatchObject([{ sessionId: sid, details: { jti } }])
    const next = await send(url, '/api/auth/refresh', {
      body: { refreshToken: signedIn['refreshToken'] },
      headers: { 'idempotency-key': randomUUID() },
    })
    expect((await introspectWithKey(next.body['accessToken'])).body).toMatchObject({ active: true, sid })
    coatcheck.clock.advance(62_000) // past its end, where a token is still taken for the sake of other clocks
    expect(await sessionBy(token)).toMatchObject({ status: 401 })
  })

  test('RV-4: of a session token is not for clients, and a backend key takes nothing else', async () => {
    const token = (await register(url, 'kept@example.com')).body['accessToken']
    const opaque = (await register(url, 'opaque-kept@example.com', { transport: 'opaque' })).body[
      'sessionToken'
    ]
    const granted = await grantTo(web)
    for (const client of [web, app]) expect((await revoke(client, token)).status).toBe(200)
    for (const one of [
      granted['access_token'],
      granted['refresh_token'],
      opaque,
      'nothing',
      `${String(token)}x`,
    ])
      expect(await revokeWithKey(one)).toMatchObject({ status: 200, body: { text: '' } })
    for (const one of [token, opaque, granted['access_token']])
      expect((await introspectWithKey(one)).body['active']).toBe(true)
    expect((await introspect(web, granted['refresh_token'])).body['active']).toBe(true)
    const unknown = `${backendKey.slice(0, -1)}${backendKey.endsWith('A') ? 'B' : 'A'}`
    for (const key of [unknown, coatcheck.adminKey])
      expect((await revokeWithKey(token, key)).body['error']).toBe('invalid_client')
    const headers = { authorization: `Bearer ${backendKey}` }
    expect((await postForm(url, '/oauth/revoke', {}, { headers })).body['error']).toBe('invalid_request')
  })

  test('by a public client is done by its name and the token', async () => {
    const granted = await grantTo(app)
    await revoke(app, granted['refresh_token'])
    expect((await refreshGrant(coatcheck, app, granted['refresh_token'])).body['error']).toBe('invalid_grant')
  })
})
