/** What `standards.md`'s rows JWT-1 to JWT-11 and a few others ask of access tokens and exchanges, by their ids. */

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSettings } from '@coatcheck/server'
import { adminClient } from '../support/admin-client.ts'
import { type Json, send } from '../support/api-client.ts'
import { failureReason, idTokenClaims, trust } from '../support/exchange.ts'
import {
  fakeKey,
  type FakeUpstream,
  signText,
  signToken,
  startFakeUpstream,
} from '../support/fake-upstream.ts'
import {
  claimsOf,
  type Granter,
  makeClient,
  makeCode,
  makeGranter,
  postForm,
  redeem,
  type TestClient,
} from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const JWT = 'urn:ietf:params:oauth:token-type:jwt'
const SESSION = 'urn:coatcheck:params:oauth:token-type:session'
const DAY_SECONDS = 24 * 60 * 60

let coatcheck: RunningCoatcheck
let url: string
let ada: Granter
let app: TestClient
let own: TestClient
let upstream: FakeUpstream

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
  ada = await makeGranter(coatcheck, 'ada@example.com')
  app = await makeClient(coatcheck, { accessTokenSeconds: 3600 })
  own = await makeClient(coatcheck, { firstParty: true, grants: ['refresh_token', EXCHANGE] })
  upstream = await startFakeUpstream()
  await trust(coatcheck, upstream, 'oidc')
})
afterAll(async () => {
  await upstream.close()
  await coatcheck.close()
})

async function accessToken(resources: readonly string[] = [url]): Promise<string> {
  const { body } = await redeem(coatcheck, app, await makeCode(coatcheck, app, ada, { resources }))
  return String(body['access_token'])
}

/** What userinfo says of a token: the status, and why. */
async function ask(token: string): Promise<readonly [status: number, reason: string | undefined]> {
  const response = await fetch(`${url}/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } })
  const challenge = response.headers.get('www-authenticate') ?? ''
  return [response.status, /error_description="([^"]*)"/.exec(challenge)?.[1]]
}

/** An access token with another header, signed by somebody else's key. */
async function forged(header: Json): Promise<string> {
  const claims = claimsOf(await accessToken())
  return signToken(fakeKey('forged', 'ES256'), claims, { typ: 'at+jwt', ...header })
}

describe('an access token', () => {
  test('JWT-1: is verified by the algorithm of its key and by no other', async () => {
    const { keys } = (await send(url, '/.well-known/jwks.json')).body as { readonly keys: readonly Json[] }
    expect(keys.every(({ alg }) => typeof alg === 'string')).toBe(true)
    const [, payload, signature] = (await accessToken()).split('.')
    const kid = String(keys[0]?.['kid'])
    for (const alg of ['none', 'HS256', 'RS256', 'EdDSA']) {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'at+jwt', kid })).toString('base64url')
      expect(await ask(`${header}.${payload}.${signature}`)).toEqual([401, 'token-algorithm-invalid.'])
    }
  })

  test.each(['jwk', 'jku', 'x5u', 'x5c'])(
    'JWT-5: with %s in its header is refused for that',
    async (member) => {
      expect(await ask(await forged({ [member]: 'https://evil.example.com/keys' }))).toEqual([
        401,
        'token-header-invalid.',
      ])
    },
  )

  test.each([
    ['missing', undefined, 'token-header-invalid.'],
    ['a number', 7, 'token-header-invalid.'],
    ['a path', '../../etc/passwd', 'token-header-invalid.'],
    ['too long', 'k'.repeat(129), 'token-header-invalid.'],
    ['unknown', 'nobody', 'token-key-unknown.'],
  ] as const)('JWT-6: with a kid that is %s is refused', async (_name, kid, reason) => {
    expect(await ask(await forged({ kid }))).toEqual([401, reason])
  })

  test('JWT-7: of more than 8 KiB is refused before it is read', async () => {
    expect(await ask(`${'a'.repeat(8_000)}.${'b'.repeat(200)}.c`)).toEqual([401, 'token-too-large.'])
  })

  test('JWT-8: for another audience is refused', async () => {
    expect(await ask(await accessToken(['https://notes.example']))).toEqual([401, 'token-audience-invalid.'])
  })

  test('JWT-10: in another spelling is refused, however often the one of it held', async () => {
    const token = await accessToken()
    const [header, payload, signature = ''] = token.split('.')
    const last = signature.at(-1) === 'A' ? 'B' : 'A'
    expect(await ask(token)).toEqual([200, undefined])
    for (const other of [`${token}=`, `${token}==`, `${header}.${payload}.${signature.slice(0, -1)}${last}`])
      expect((await ask(other))[0]).toBe(401)
    expect(await ask(token)).toEqual([200, undefined])
  })

  test('JWT-11: outlives the change of keys, and the next one is signed by the next key', async () => {
    const token = await accessToken()
    await adminClient(coatcheck).post('/keys/rotate')
    coatcheck.clock.advance(11 * 60_000 + 1_000) // as long as the new key is published before it signs
    const next = await accessToken()
    const kidOf = (text: string): unknown =>
      (JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString()) as Json)['kid']
    expect(kidOf(next)).not.toBe(kidOf(token))
    for (const one of [token, next]) expect(await ask(one)).toEqual([200, undefined])
  })
})

test('AZ-6: there is no code without a challenge, so that no verifier can be left out of its redemption', async () => {
  const form = {
    client_id: app.id,
    response_type: 'code',
    redirect_uri: 'https://app.example/callback',
    scope: 'openid',
  }
  const { status, body } = await postForm(url, '/oauth/par', form, { client: app })
  expect([status, body['error']]).toEqual([400, 'invalid_request'])
})

/** The first line of the answer to a request as it is written on the wire. */
async function rawStatus(head: readonly string[], body: string): Promise<string> {
  const socket = connect(coatcheck.port, '127.0.0.1')
  socket.write(
    `${['POST /oauth/token HTTP/1.1', `Host: localhost:${coatcheck.port}`, ...head].join('\r\n')}\r\n\r\n${body}`,
  )
  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    if (text.includes('\r\n')) break
  }
  socket.destroy()
  return text.slice(0, text.indexOf('\r\n'))
}

test.each([
  ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
  ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
  ['two targets', ['Content-Length: 0', 'Host: evil.example']],
] as const)('request smuggling: %s in one request are refused', async (_name, head) => {
  const type = 'Content-Type: application/x-www-form-urlencoded'
  expect(await rawStatus([type, ...head], 'a=b&c')).toBe('HTTP/1.1 400 Bad Request')
})

describe('the metadata', () => {
  test('MD-2: are at one place each, as an issuer has no path', async () => {
    const [one, other] = await Promise.all(
      ['openid-configuration', 'oauth-authorization-server'].map((name) => send(url, `/.well-known/${name}`)),
    )
    expect(one?.body).toEqual(other?.body)
    const environment = { COATCHECK_URL: 'https://auth.example.com/tenant', COATCHECK_SECRET: 'x'.repeat(32) }
    await expect(loadSettings({}, environment, '/')).rejects.toThrow(/COATCHECK_URL/)
  })

  test('MD-3: name every endpoint, the one challenge method, and how clients prove themselves', async () => {
    const { body } = await send(url, '/.well-known/oauth-authorization-server')
    for (const name of [
      'revocation',
      'introspection',
      'device_authorization',
      'pushed_authorization_request',
    ])
      expect(body[`${name}_endpoint`]).toMatch(new RegExp(`^${url}/oauth/`))
    expect(body['code_challenge_methods_supported']).toEqual(['S256'])
    expect(body['token_endpoint_auth_methods_supported']).toContain('private_key_jwt')
  })
})

describe('an exchanged upstream token', () => {
  const exchange = (subject: string) =>
    postForm(
      url,
      '/oauth/token',
      {
        grant_type: EXCHANGE,
        subject_token: subject,
        subject_token_type: JWT,
        requested_token_type: SESSION,
      },
      { client: own },
    )

  test('TX-5: gives a session whose age counts from the sign-in upstream', async () => {
    const claims = idTokenClaims(coatcheck, upstream)
    const signedInAt = Number(claims['iat']) - DAY_SECONDS
    const { body } = await exchange(signToken(upstream.rsa, { ...claims, auth_time: signedInAt }))
    expect(body['expires_in']).toBe(6 * DAY_SECONDS)
  })

  test('JWT-9: that says something twice is refused', async () => {
    const claims = JSON.stringify(idTokenClaims(coatcheck, upstream, { jti: 'twice' }))
    const payload = `${claims.slice(0, -1)},"sub":"somebody-else"}`
    const header = JSON.stringify({ alg: 'RS256', typ: 'JWT', kid: upstream.rsa.kid })
    expect((await exchange(signText(upstream.rsa, header, payload))).body['error']).toBe('invalid_request')
    expect(await failureReason(coatcheck)).toBe('token-malformed')
  })
})
