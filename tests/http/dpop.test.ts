/** A refresh chain bound to a key of the device (RFC 9449): a copied token is nothing without it. */

import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { derToRaw } from '@coatcheck/core/verify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Json, PASSWORD, register, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const EMAIL = 'ada@example.com'
let coatcheck: RunningCoatcheck
let url: string

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
  await register(url, EMAIL)
})
afterEach(() => coatcheck.close())

type Device = { readonly privateKey: KeyObject; readonly publicKey: KeyObject }

function proof(device: Device, path: string, claims: Json = {}, header: Json = {}): string {
  const { kty, crv, x, y } = device.publicKey.export({ format: 'jwk' })
  const parts = [
    { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y }, ...header },
    {
      htm: 'POST',
      htu: url + path,
      iat: Math.floor(coatcheck.clock.nowMs() / 1000),
      jti: randomUUID(),
      ...claims,
    },
  ]
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const raw = derToRaw(sign('sha256', Buffer.from(input), device.privateKey))
  return `${input}.${Buffer.from(raw).toString('base64url')}`
}

const newDevice = (): Device => generateKeyPairSync('ec', { namedCurve: 'P-256' })

async function signIn(device: Device, deviceKey: 'extractable' | 'non-extractable'): Promise<string> {
  const answer = await send(url, '/api/auth/login', {
    body: { email: EMAIL, password: PASSWORD, transport: 'token', deviceKey },
    headers: { 'idempotency-key': randomUUID(), dpop: proof(device, '/api/auth/login') },
  })
  expect(answer.status).toBe(200)
  return String(answer.body['refreshToken'])
}

function refresh(refreshToken: string, dpop: string | null, key: string = randomUUID()) {
  const headers = { 'idempotency-key': key, ...(dpop === null ? {} : { dpop }) }
  return send(url, '/api/auth/refresh', { body: { refreshToken }, headers })
}

describe('a bound refresh token', () => {
  test("is refreshed by the device, and does not exist without a proof or with a stranger's", async () => {
    const device = newDevice()
    const token = await signIn(device, 'extractable')
    for (const dpop of [null, proof(newDevice(), '/api/auth/refresh')]) {
      expect(await refresh(token, dpop)).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } })
    }
    expect((await refresh(token, proof(device, '/api/auth/refresh'))).status).toBe(200)
  })

  test('that is not genuine leaves the proof unused: strangers write nothing', async () => {
    const device = newDevice()
    const token = await signIn(device, 'extractable')
    const dpop = proof(device, '/api/auth/refresh')
    const forged = await refresh(`${token.slice(0, -4)}AAAA`, dpop)
    expect(forged).toMatchObject({ status: 401, body: { code: 'refresh_invalid' } })
    expect((await refresh(token, dpop)).status).toBe(200)
    expect(await refresh(token, dpop)).toMatchObject({ body: { code: 'dpop_invalid' } })
  })

  test('brings the device itself up to date from an older token, and tells it', async () => {
    const device = newDevice()
    const first = await signIn(device, 'non-extractable')
    const second = await refresh(first, proof(device, '/api/auth/refresh'))
    const third = await refresh(String(second.body['refreshToken']), proof(device, '/api/auth/refresh'))
    const caughtUp = await refresh(first, proof(device, '/api/auth/refresh'))
    expect(caughtUp).toMatchObject({ status: 200, body: { accessToken: expect.any(String) } })
    expect(caughtUp.body['refreshToken']).toBe(third.body['refreshToken'])
    const events = await send(url, '/api/admin/events?type=session.stale_refresh', {
      bearer: coatcheck.adminKey,
    })
    expect(events.body['data']).toHaveLength(1)
  })

  test('with a key that can be copied shows a second holder all the same', async () => {
    const device = newDevice()
    const first = await signIn(device, 'extractable')
    await refresh(first, proof(device, '/api/auth/refresh'))
    expect(await refresh(first, proof(device, '/api/auth/refresh'))).toMatchObject({
      status: 401,
      body: { code: 'refresh_reused' },
    })
  })
})

describe('a proof', () => {
  test.each<[string, () => Json, () => Json]>([
    ['for another method', () => ({ htm: 'GET' }), () => ({})],
    ['for another URL', () => ({ htu: `${url}/api/auth/login` }), () => ({})],
    ['that is old', () => ({ iat: Math.floor(coatcheck.clock.nowMs() / 1000) - 61 }), () => ({})],
    ['from the future', () => ({ iat: Math.floor(coatcheck.clock.nowMs() / 1000) + 6 }), () => ({})],
    ['without a jti', () => ({ jti: undefined }), () => ({})],
    ['of another type', () => ({}), () => ({ typ: 'JWT' })],
    ['with a kid', () => ({}), () => ({ kid: 'k' })],
    ['by HS256', () => ({}), () => ({ alg: 'HS256' })],
    [
      'with a private key in it',
      () => ({}),
      () => ({ jwk: { ...newDevice().privateKey.export({ format: 'jwk' }) } }),
    ],
  ])('%s is refused, and nothing is touched', async (_name, claims, header) => {
    const device = newDevice()
    const token = await signIn(device, 'extractable')
    expect(await refresh(token, proof(device, '/api/auth/refresh', claims(), header()))).toMatchObject({
      status: 400,
      body: { code: 'dpop_invalid' },
    })
    expect((await refresh(token, proof(device, '/api/auth/refresh'))).status).toBe(200)
  })

  test('is good for one request', async () => {
    const device = newDevice()
    const token = await signIn(device, 'extractable')
    const once = proof(device, '/api/auth/refresh')
    const first = await refresh(token, once)
    expect(first.status).toBe(200)
    expect(await refresh(String(first.body['refreshToken']), once)).toMatchObject({
      status: 400,
      body: { code: 'dpop_invalid', reason: 'proof-replayed' },
    })
  })

  test.each<[method: string, path: string, body: Json]>([
    ['POST', '/api/auth/password', { currentPassword: PASSWORD, newPassword: 'marble-orchard-kettle-9' }],
    ['POST', '/api/auth/reverify', { password: PASSWORD }],
    ['PATCH', '/api/auth/user', { firstName: 'Ada' }],
    ['DELETE', '/api/auth/user', {}],
    ['DELETE', '/api/auth/sessions?scope=others', {}],
    ['POST', '/api/auth/email/send-verification', {}],
    ['POST', '/api/auth/email/verify', { ticket: 'cco_x' }],
    ['POST', '/api/auth/factors/totp', {}],
    ['POST', '/api/auth/second-factor/options', {}],
    ['POST', '/api/auth/organizations', { name: 'Any' }],
    ['POST', '/api/auth/ticket', {}],
    ['POST', '/api/auth/logout', {}],
  ])('that is wrong is refused by %s %s, as its description says', async (method, path, body) => {
    const refreshToken = await signIn(newDevice(), 'extractable')
    const answer = await send(url, path, { method, body: { ...body, refreshToken }, headers: { dpop: 'x' } })
    expect([answer.status, answer.body['code']]).toEqual([400, 'dpop_invalid'])
  })
})
