/** Tokens that are bound to a key of the device (RFC 9449): a copy of one is worth nothing. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Json } from '../support/api-client.ts'
import { type Device, newDevice, proofOf, type Proved, thumbprintOf } from '../support/dpop.ts'
import {
  claimsOf,
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
let withNonce: RunningCoatcheck
let url: string
let granter: Granter
let app: TestClient

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  withNonce = await startCoatcheck({ environment: { COATCHECK_DPOP_NONCE: 'true' } })
  url = coatcheck.url
  granter = await makeGranter(coatcheck, 'ada@example.com')
  app = await makeClient(coatcheck)
})
afterAll(async () => {
  await coatcheck.close()
  await withNonce.close()
})

const INVALID_PROOF = { status: 400, body: { error: 'invalid_dpop_proof' } }
const INVALID_GRANT = { status: 400, body: { error: 'invalid_grant' } }

function atToken(device: Device, more: Partial<Proved> = {}): Record<string, string> {
  return { dpop: proofOf(device, { htu: `${url}/oauth/token`, nowMs: coatcheck.clock.nowMs(), ...more }) }
}

async function grantTo(device: Device, client: TestClient = app): Promise<Json> {
  const code = await makeCode(coatcheck, client, granter, { resources: [url] })
  return (await redeem(coatcheck, client, code, {}, atToken(device))).body
}

async function userinfo(scheme: string, token: string, proof?: string): Promise<Response> {
  const headers = { authorization: `${scheme} ${token}`, ...(proof !== undefined && { dpop: proof }) }
  return await fetch(`${url}/oauth/userinfo`, { headers })
}

function atUserinfo(device: Device, token: string | undefined, more: Partial<Proved> = {}): string {
  const here = { htu: `${url}/oauth/userinfo`, htm: 'GET', nowMs: coatcheck.clock.nowMs(), token }
  return proofOf(device, { ...here, ...more })
}

describe('DP-3: tokens that were asked for with a proof', () => {
  test('say so, and name the key', async () => {
    const device = newDevice()
    const grant = await grantTo(device)
    expect(grant['token_type']).toBe('DPoP')
    expect(claimsOf(grant['access_token'])['cnf']).toEqual({ jkt: thumbprintOf(device) })
  })

  test('open nothing as a bearer, nor with a proof of another key, for another token, or used before', async () => {
    const device = newDevice()
    const token = String((await grantTo(device))['access_token'])
    const good = atUserinfo(device, token)
    expect((await userinfo('DPoP', token, good)).status).toBe(200)
    const refused: readonly [string, Response][] = [
      ['invalid_dpop_proof', await userinfo('DPoP', token, good)],
      ['invalid_token', await userinfo('Bearer', token)],
      ['invalid_token', await userinfo('Bearer', token, atUserinfo(device, token))],
      ['invalid_dpop_proof', await userinfo('DPoP', token)],
      ['invalid_token', await userinfo('DPoP', token, atUserinfo(newDevice(), token))],
      ['invalid_dpop_proof', await userinfo('DPoP', token, atUserinfo(device, 'another'))],
      ['invalid_dpop_proof', await userinfo('DPoP', token, atUserinfo(device, undefined))],
      ['invalid_dpop_proof', await userinfo('DPoP', token, atUserinfo(device, token, { htm: 'POST' }))],
    ]
    for (const [error, response] of refused) {
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining(`DPoP realm="${url}", error="${error}"`),
      ])
    }
  })

  test('that are not bound are no good under the name DPoP', async () => {
    const code = await makeCode(coatcheck, app, granter, { resources: [url] })
    const token = String((await redeem(coatcheck, app, code)).body['access_token'])
    expect((await userinfo('DPoP', token, atUserinfo(newDevice(), token))).status).toBe(401)
    expect((await userinfo('Bearer', token)).status).toBe(200)
  })
})

describe('a refresh token that was bound', () => {
  test('is refreshed by its device, and does not exist for anybody else', async () => {
    const device = newDevice()
    const { refresh_token: token } = await grantTo(device)
    for (const headers of [{}, atToken(newDevice())])
      expect(await refreshGrant(coatcheck, app, token, {}, headers)).toMatchObject(INVALID_GRANT)
    const next = await refreshGrant(coatcheck, app, token, {}, atToken(device))
    expect(next).toMatchObject({ status: 200, body: { token_type: 'DPoP' } })
  })

  test('that is not genuine leaves the proof unused: strangers write nothing', async () => {
    const device = newDevice()
    const { refresh_token: token } = await grantTo(device)
    const headers = atToken(device)
    const forged = `${String(token).slice(0, -4)}AAAA`
    expect(await refreshGrant(coatcheck, app, forged, {}, headers)).toMatchObject(INVALID_GRANT)
    expect((await refreshGrant(coatcheck, app, token, {}, headers)).status).toBe(200)
  })

  test('of a client that proves itself is bound to that client alone: its servers have keys of their own', async () => {
    const web = await makeClient(coatcheck, { type: 'confidential' })
    const { refresh_token: token } = await grantTo(newDevice(), web)
    const other = newDevice()
    const next = await refreshGrant(coatcheck, web, token, {}, atToken(other))
    expect(claimsOf(next.body['access_token'])['cnf']).toEqual({ jkt: thumbprintOf(other) })
  })
})

describe('DP-1: a proof', () => {
  test.each<[string, () => Partial<Proved>]>([
    ['for another method', () => ({ htm: 'GET' })],
    ['for another URL', () => ({ htu: `${url}/oauth/revoke` })],
    ['for another host', () => ({ htu: 'https://evil.example/oauth/token' })],
    ['that is old', () => ({ nowMs: coatcheck.clock.nowMs() - 61_000 })],
    ['from the future', () => ({ nowMs: coatcheck.clock.nowMs() + 6_000 })],
    ['without a jti', () => ({ claims: { jti: undefined } })],
    ['of another type', () => ({ header: { typ: 'JWT' } })],
    ['by HS256', () => ({ header: { alg: 'HS256' } })],
    ['by nothing', () => ({ header: { alg: 'none' } })],
    [
      'with a private key in it',
      () => ({ header: { jwk: newDevice().privateKey.export({ format: 'jwk' }) } }),
    ],
    [
      'with the key of somebody else',
      () => ({ header: { jwk: newDevice().publicKey.export({ format: 'jwk' }) } }),
    ],
  ])('%s is refused, and leaves the code as it is', async (_name, change) => {
    const device = newDevice()
    const code = await makeCode(coatcheck, app, granter)
    expect(await redeem(coatcheck, app, code, {}, atToken(device, change()))).toMatchObject(INVALID_PROOF)
    expect((await redeem(coatcheck, app, code, {}, atToken(device))).status).toBe(200)
  })

  test('for the URL with a query is for the URL', async () => {
    const code = await makeCode(coatcheck, app, granter)
    const headers = atToken(newDevice(), { htu: `${url}/oauth/token?x=1#y` })
    expect((await redeem(coatcheck, app, code, {}, headers)).status).toBe(200)
  })

  test('DP-2: is used once', async () => {
    const device = newDevice()
    const headers = atToken(device)
    const first = await makeCode(coatcheck, app, granter)
    const second = await makeCode(coatcheck, app, granter)
    expect((await redeem(coatcheck, app, first, {}, headers)).status).toBe(200)
    expect(await redeem(coatcheck, app, second, {}, headers)).toMatchObject(INVALID_PROOF)
  })

  test('is asked of a client that must bind its tokens, whatever it asks for', async () => {
    const bound = await makeClient(coatcheck, {
      type: 'confidential',
      dpop: 'required',
      grants: ['client_credentials'],
    })
    const form = { grant_type: 'client_credentials' }
    expect(await postForm(url, '/oauth/token', form, { client: bound })).toMatchObject(INVALID_PROOF)
    const device = newDevice()
    const answer = await postForm(url, '/oauth/token', form, { client: bound, headers: atToken(device) })
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'DPoP' } })
    expect(claimsOf(answer.body['access_token'])['cnf']).toEqual({ jkt: thumbprintOf(device) })
  })
})

test('DP-4: a code that names a key is redeemed by that key alone', async () => {
  const device = newDevice()
  const granted = { dpopThumbprint: thumbprintOf(device) }
  for (const headers of [{}, atToken(newDevice())]) {
    const code = await makeCode(coatcheck, app, granter, granted)
    expect(await redeem(coatcheck, app, code, {}, headers)).toMatchObject(INVALID_GRANT)
    expect(await redeem(coatcheck, app, code, {}, atToken(device))).toMatchObject(INVALID_GRANT)
  }
  const code = await makeCode(coatcheck, app, granter, granted)
  expect((await redeem(coatcheck, app, code, {}, atToken(device))).status).toBe(200)
})

describe('DP-2: where proofs need a nonce', () => {
  const device = newDevice()

  async function askWith(client: TestClient, nonce?: string): Promise<Answer> {
    const claims = nonce === undefined ? {} : { nonce }
    const htu = `${withNonce.url}/oauth/token`
    const dpop = proofOf(device, { htu, nowMs: withNonce.clock.nowMs(), claims })
    const form = { grant_type: 'client_credentials' }
    return await postForm(withNonce.url, '/oauth/token', form, { client, headers: { dpop } })
  }

  test('the server gives one, and takes it for a while', async () => {
    const client = await makeClient(withNonce, { type: 'confidential', grants: ['client_credentials'] })
    const first = await askWith(client)
    expect(first).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } })
    const nonce = first.headers.get('dpop-nonce') ?? ''
    const answer = await askWith(client, nonce)
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'DPoP' } })
    expect(answer.headers.get('dpop-nonce')).toBe(nonce)
    expect(await askWith(client, 'made-up')).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } })
    withNonce.clock.advance(300_000)
    expect(await askWith(client, nonce)).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } })
  })

  test('what tokens open asks for one with 401', async () => {
    const client = await makeClient(withNonce)
    const there = await makeGranter(withNonce, 'ada@example.com')
    const nonce = (
      await askWith(await makeClient(withNonce, { type: 'confidential', grants: ['client_credentials'] }))
    ).headers.get('dpop-nonce')
    const code = await makeCode(withNonce, client, there, { resources: [withNonce.url] })
    const { clock, url: at } = withNonce
    const dpop = proofOf(device, { htu: `${at}/oauth/token`, nowMs: clock.nowMs(), claims: { nonce } })
    const token = String((await redeem(withNonce, client, code, {}, { dpop })).body['access_token'])
    const proof = proofOf(device, { htu: `${at}/oauth/userinfo`, htm: 'GET', nowMs: clock.nowMs(), token })
    const headers = { authorization: `DPoP ${token}`, dpop: proof }
    const response = await fetch(`${at}/oauth/userinfo`, { headers })
    expect([response.status, response.headers.get('dpop-nonce')]).toEqual([401, nonce])
    expect(response.headers.get('www-authenticate')).toContain('error="use_dpop_nonce"')
  })
})
