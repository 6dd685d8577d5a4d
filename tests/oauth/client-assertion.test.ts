/** TK-4: a client that signs for itself (RFC 7523), to this server and to no other, for minutes, and once each time. */

import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, Json } from '../support/api-client.ts'
import { makeClient, postForm, type TestClient } from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })

let coatcheck: RunningCoatcheck
let client: TestClient

beforeAll(async () => {
  coatcheck = await startCoatcheck({ environment: { COATCHECK_TRUST_PROXY: '1' } })
  client = await makeClient(coatcheck, {
    type: 'confidential',
    authMethod: 'private_key_jwt',
    grants: ['client_credentials'],
    jwks: { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256', use: 'sig' }] },
  })
})
afterAll(() => coatcheck.close())

function assertion(claims: Json = {}, header: Json = {}, key: KeyObject = own.privateKey): string {
  const now = Math.floor(coatcheck.clock.nowMs() / 1000)
  const all = {
    iss: client.id,
    sub: client.id,
    aud: coatcheck.url,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
  }
  const parts = [
    { alg: 'ES256', typ: 'JWT', kid: 'one', ...header },
    { ...all, ...claims },
  ]
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature =
    header['alg'] === 'HS256'
      ? createHmac('sha256', own.publicKey.export({ type: 'spki', format: 'pem' }))
          .update(input)
          .digest()
      : sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

let requests = 0

function ask(text: string, more: Record<string, string> = {}): Promise<Answer> {
  requests += 1
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: TYPE,
    client_assertion: text,
    ...more,
  }
  const headers = { 'x-forwarded-for': `10.0.0.${requests}` }
  return postForm(coatcheck.url, '/oauth/token', form, { headers })
}

test('is let in, with its name beside it or without', async () => {
  expect((await ask(assertion())).status).toBe(200)
  expect((await ask(assertion(), { client_id: client.id })).status).toBe(200)
  expect((await ask(assertion({}, { kid: undefined }))).status).toBe(200)
})

test.each<[string, () => string]>([
  ['for the token endpoint', () => assertion({ aud: `${coatcheck.url}/oauth/token` })],
  ['for a list of audiences', () => assertion({ aud: [coatcheck.url] })],
  ['for another server', () => assertion({ aud: 'https://evil.example' })],
  [
    'that lives longer than five minutes',
    () => assertion({ exp: Math.floor(coatcheck.clock.nowMs() / 1000) + 600 }),
  ],
  ['that has expired', () => assertion({ exp: Math.floor(coatcheck.clock.nowMs() / 1000) - 60 })],
  ['without an end', () => assertion({ exp: undefined })],
  ['without a jti', () => assertion({ jti: undefined })],
  ['about somebody else', () => assertion({ sub: 'app_other' })],
  ['by another key', () => assertion({}, {}, stranger.privateKey)],
  ['by a key that is not known', () => assertion({}, { kid: 'two' })],
  [
    'that brings its key',
    () => assertion({}, { jwk: stranger.publicKey.export({ format: 'jwk' }) }, stranger.privateKey),
  ],
  ['by HS256 under the public key', () => assertion({}, { alg: 'HS256' })],
  ['by nothing', () => `${assertion({}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
])('one %s is refused', async (_name, make) => {
  expect(await ask(make())).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
})

test('one that was used is refused', async () => {
  const text = assertion()
  expect((await ask(text)).status).toBe(200)
  expect(await ask(text)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
})

test('of another type, or beside a secret, is refused as a request', async () => {
  const refused = { status: 400, body: { error: 'invalid_request' } }
  expect(await ask(assertion(), { client_assertion_type: 'saml' })).toMatchObject(refused)
  expect(await ask(assertion(), { client_secret: 'x' })).toMatchObject(refused)
})

test('the name alone is not enough', async () => {
  const form = { grant_type: 'client_credentials', client_id: client.id }
  expect(await postForm(coatcheck.url, '/oauth/token', form)).toMatchObject({ status: 401 })
})
