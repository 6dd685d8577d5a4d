/** What must not be exchanged: each way to be wrong, one generic answer, one precise reason in the event log. */

import { createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Json, register } from '../support/api-client.ts'
import {
  APP,
  CLERK_HEADER,
  clerkClaims,
  exchange,
  failureReason,
  idTokenClaims,
  supabaseClaims,
  trust,
} from '../support/exchange.ts'
import {
  fakeKey,
  type FakeUpstream,
  signText,
  signToken,
  startFakeUpstream,
} from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let upstream: FakeUpstream

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  upstream = await startFakeUpstream()
})
afterEach(async () => {
  await coatcheck.close()
  await upstream.close()
})

/** Why a token was refused, as the events tell it; the whole answer when it was not refused as every other is. */
async function refusalOf(token: string): Promise<unknown> {
  const answer = await exchange(coatcheck, token)
  const users = await adminClient(coatcheck).list('/users')
  return isDeepStrictEqual(answer.body, GENERIC) && users.length === 0
    ? await failureReason(coatcheck)
    : { answer, users }
}

const GENERIC = {
  type: 'urn:coatcheck:error:upstream_token_invalid',
  title: 'The upstream token was not accepted.',
  status: 401,
  code: 'upstream_token_invalid',
}

const now = (): number => Math.floor(coatcheck.clock.nowMs() / 1000)
const idToken = (more: Json = {}, header: Json = {}): string =>
  signToken(upstream.rsa, idTokenClaims(coatcheck, upstream, more), header)

describe('a header', () => {
  beforeEach(() => trust(coatcheck, upstream, 'oidc'))

  test.each<[string, Json, string]>([
    ['with the attacker key in jwk', { jwk: { kty: 'RSA' } }, 'token-header-invalid'],
    ['with jku', { jku: 'https://evil.example/keys' }, 'token-header-invalid'],
    ['with x5u', { x5u: 'https://evil.example/cert' }, 'token-header-invalid'],
    ['with x5c', { x5c: ['AAAA'] }, 'token-header-invalid'],
    ['with b64=false', { b64: false }, 'token-header-invalid'],
    ['with crit', { crit: ['exp'] }, 'token-header-invalid'],
    ['without kid', { kid: undefined }, 'token-header-invalid'],
    ['with a number as kid', { kid: 7 }, 'token-header-invalid'],
    ['with a path as kid', { kid: '../../etc/passwd' }, 'token-header-invalid'],
    ['with an unknown kid', { kid: 'nobody' }, 'token-key-unknown'],
    ['with alg none', { alg: 'none' }, 'token-algorithm-invalid'],
    ['with an algorithm that is not allowed', { alg: 'PS256' }, 'token-algorithm-invalid'],
    ['with the algorithm of another key', { alg: 'ES256' }, 'token-algorithm-invalid'],
    ['of an access token', { typ: 'at+jwt' }, 'token-type-invalid'],
    ['of a logout token', { typ: 'logout+jwt' }, 'token-type-invalid'],
    ['with a member of another kind', { cat: 'cl_B7d4PD111AAA' }, 'token-header-invalid'],
  ])('%s is refused', async (_name, header, reason) => {
    expect(await refusalOf(idToken({}, header))).toBe(reason)
  })

  test('that says a member twice is refused', async () => {
    const header = `{"alg":"RS256","typ":"JWT","kid":"nobody","kid":"${upstream.rsa.kid}"}`
    const payload = JSON.stringify(idTokenClaims(coatcheck, upstream))
    expect(await refusalOf(signText(upstream.rsa, header, payload))).toBe('token-malformed')
  })
})

describe('a signature', () => {
  beforeEach(() => trust(coatcheck, upstream, 'oidc'))

  test('by another key of the same kid is refused', async () => {
    const stranger = fakeKey(upstream.rsa.kid, 'RS256')
    expect(await refusalOf(signToken(stranger, idTokenClaims(coatcheck, upstream)))).toBe(
      'token-signature-invalid',
    )
  })

  test('by HMAC with the public key as secret is refused', async () => {
    const [header, payload] = idToken({}, { alg: 'HS256' }).split('.')
    const secret = JSON.stringify(upstream.rsa.jwk)
    const mac = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')
    expect(await refusalOf(`${header}.${payload}.${mac}`)).toBe('token-algorithm-invalid')
  })

  test.each([
    ['cut', (signature: string) => signature.slice(0, -2), 'token-signature-invalid'],
    ['padded', (signature: string) => `${signature}==`, 'token-malformed'],
    ['followed by a space', (signature: string) => `${signature} `, 'token-malformed'],
    ['empty', () => '', 'token-malformed'],
    ['doubled', (signature: string) => `${signature}.${signature}`, 'token-malformed'],
  ])('that is %s is refused', async (_name, change, reason) => {
    const [header, payload, signature = ''] = idToken().split('.')
    expect(await refusalOf(`${header}.${payload}.${change(signature)}`)).toBe(reason)
  })

  test('of zeros (ES256) is refused', async () => {
    const [header, payload] = signToken(upstream.ec, idTokenClaims(coatcheck, upstream)).split('.')
    const zeros = Buffer.alloc(64).toString('base64url')
    expect(await refusalOf(`${header}.${payload}.${zeros}`)).toBe('token-signature-invalid')
  })
})

describe('claims', () => {
  beforeEach(() => trust(coatcheck, upstream, 'oidc'))

  test.each<[string, Json, string]>([
    ['of an unknown issuer', { iss: 'https://evil.example' }, 'issuer-unknown'],
    ['of an issuer with a slash more', { iss: 'http://localhost/' }, 'issuer-unknown'],
    ['with a list as issuer', { iss: ['x'] }, 'issuer-unknown'],
    ['without an audience', { aud: undefined }, 'token-audience-invalid'],
    ['for another client', { aud: 'other' }, 'token-audience-invalid'],
    ['for nobody', { aud: [] }, 'token-audience-invalid'],
    ['for us and a stranger', { aud: ['web', 'other'], azp: 'web' }, 'token-audience-invalid'],
    ['issued to another client', { azp: 'other' }, 'token-party-invalid'],
    ['without a subject', { sub: undefined }, 'token-claims-invalid'],
    ['with a number as subject', { sub: 7 }, 'token-claims-invalid'],
    ['with an empty subject', { sub: '' }, 'token-claims-invalid'],
    ['with a subject of 256 characters', { sub: 'x'.repeat(256) }, 'token-claims-invalid'],
    ['with an invisible character in the subject', { sub: 'ada\u200b' }, 'token-claims-invalid'],
    ['without exp', { exp: undefined }, 'token-claims-invalid'],
    ['with text as exp', { exp: '9999999999' }, 'token-claims-invalid'],
    ['without iat', { iat: undefined }, 'token-claims-invalid'],
    ['with a sign-in in the future', { auth_time: 99_999_999_999 }, 'token-claims-invalid'],
    ['of an access token', { scope: 'openid' }, 'token-not-an-id-token'],
    ['of a logout token', { events: {} }, 'token-not-an-id-token'],
  ])('%s are refused', async (_name, claims, reason) => {
    expect(await refusalOf(idToken(claims))).toBe(reason)
  })

  test.each<[string, (nowSeconds: number) => Json, string]>([
    ['expired', (t) => ({ iat: t - 305, exp: t - 5 }), 'token-expired'],
    ['from the future', (t) => ({ iat: t + 6, exp: t + 60 }), 'token-not-active-yet'],
    ['not yet in force', (t) => ({ nbf: t + 6 }), 'token-not-active-yet'],
    ['living longer than allowed', (t) => ({ iat: t, exp: t + 301 }), 'token-lifetime-too-long'],
    ['ending before they start', (t) => ({ iat: t, exp: t - 1 }), 'token-claims-invalid'],
  ])('%s are refused', async (_name, claims, reason) => {
    expect(await refusalOf(idToken(claims(now())))).toBe(reason)
  })

  test('within five seconds of the clock are taken', async () => {
    const t = now()
    expect((await exchange(coatcheck, idToken({ iat: t - 304, exp: t - 4 }))).status).toBe(200)
    expect((await exchange(coatcheck, idToken({ iat: t + 5, nbf: t + 5, exp: t + 60 }))).status).toBe(200)
  })

  test('that say a member twice, are infinite, or are nested without end are refused', async () => {
    const claims = JSON.stringify(idTokenClaims(coatcheck, upstream))
    const header = JSON.stringify({ alg: 'RS256', kid: upstream.rsa.kid })
    const deep = `${'['.repeat(2_000)}${']'.repeat(2_000)}`
    for (const [payload, reason] of [
      [claims.replace('{', '{"sub":"admin",'), 'token-malformed'],
      [claims.replace(/"exp":\d+/, '"exp":1e400'), 'token-lifetime-too-long'],
      [claims.replace('{', `{"x":${deep},`), 'token-malformed'],
      [`\ufeff${claims}`, 'token-malformed'],
    ] as const) {
      expect(await refusalOf(signText(upstream.rsa, header, payload))).toBe(reason)
    }
  })

  test('of 10 kB are refused, and of 20 kB before anything is looked at', async () => {
    expect(await refusalOf(idToken({ x: 'x'.repeat(8_000) }))).toBe('token-too-large')
    expect(await exchange(coatcheck, idToken({ x: 'x'.repeat(15_000) }))).toMatchObject({
      status: 400,
      body: { field: 'body.token' },
    })
  })

  test('for several of our audiences need the party to be one of them', async () => {
    await coatcheck.close()
    coatcheck = await startCoatcheck()
    await trust(coatcheck, upstream, 'oidc', { audiences: ['web', 'mobile'] })
    expect(await refusalOf(idToken({ aud: ['web', 'mobile'] }))).toBe('token-party-invalid')
    expect((await exchange(coatcheck, idToken({ aud: ['web', 'mobile'], azp: 'mobile' }))).status).toBe(200)
  })
})

describe('a Clerk token', () => {
  test.each<[string, Json, Json, string]>([
    ['of another app', { azp: 'https://other.example' }, CLERK_HEADER, 'token-party-invalid'],
    ['without a party', { azp: undefined }, CLERK_HEADER, 'token-party-invalid'],
    ['of a pending session', { sts: 'pending' }, CLERK_HEADER, 'token-pending'],
    ['of a machine', {}, { cat: 'cl_B7d4PD333AAA' }, 'token-category-invalid'],
    ['of a template', {}, { cat: 'cl_B7d4PD222AAA' }, 'token-category-invalid'],
    ['of an impersonator', { act: { sub: 'user_admin' } }, CLERK_HEADER, 'token-actor-refused'],
    ['with an actor that is none', { act: 'user_admin' }, CLERK_HEADER, 'token-actor-refused'],
  ])('%s is refused', async (_name, claims, header, reason) => {
    await trust(coatcheck, upstream, 'clerk')
    expect(await refusalOf(signToken(upstream.rsa, clerkClaims(coatcheck, upstream, claims), header))).toBe(
      reason,
    )
  })

  test('of a template is taken when it is made for a configured audience', async () => {
    await trust(coatcheck, upstream, 'clerk', { audiences: ['coatcheck'] })
    const claims = clerkClaims(coatcheck, upstream, { aud: 'coatcheck', azp: APP })
    const token = signToken(upstream.rsa, claims, { cat: 'cl_B7d4PD222AAA' })
    expect((await exchange(coatcheck, token)).status).toBe(200)
  })
})

test.each<[string, Json, string]>([
  ['anonymous', { is_anonymous: true }, 'token-anonymous'],
  ['of the service role', { role: 'service_role' }, 'token-role-invalid'],
  ['of the anon key', { role: 'anon' }, 'token-role-invalid'],
  ['without a role', { role: undefined }, 'token-role-invalid'],
  ['for another audience', { aud: 'other' }, 'token-audience-invalid'],
])('a Supabase token that is %s is refused', async (_name, claims, reason) => {
  await trust(coatcheck, upstream, 'supabase')
  expect(await refusalOf(signToken(upstream.ec, supabaseClaims(coatcheck, upstream, claims)))).toBe(reason)
})

describe('keys', () => {
  test.each<[string, (rsa: Json) => Json]>([
    ['a private key', (rsa) => ({ ...rsa, d: 'AQAB' })],
    ['an encryption key', (rsa) => ({ ...rsa, use: 'enc' })],
    ['a key of another algorithm', (rsa) => ({ ...rsa, alg: 'PS256' })],
    ['a secret', ({ kid }) => ({ kty: 'oct', kid, k: 'c2VjcmV0', alg: 'RS256' })],
    ['an RSA key of 1024 bits', ({ kid }) => ({ ...fakeKey(String(kid), 'RS256', 1024).jwk })],
    ['no key at all', ({ kid }) => ({ kty: 'RSA', kid, n: 'AQAB' })],
  ])('in the set that are %s verify nothing', async (_name, change) => {
    await trust(coatcheck, upstream, 'oidc')
    upstream.serveKeys([change(upstream.rsa.jwk)])
    expect(await refusalOf(idToken())).toBe('token-key-unknown')
  })

  test('of one upstream verify no token of another', async () => {
    const other = await startFakeUpstream()
    await trust(coatcheck, upstream, 'oidc')
    await trust(coatcheck, other, 'oidc')
    const stolen = signToken({ ...other.rsa, kid: 'rsa-1' }, idTokenClaims(coatcheck, upstream))
    expect(await refusalOf(stolen)).toBe('token-signature-invalid')
    await other.close()
  })

  test('are asked for at most once in 30 seconds, however many unknown ones tokens name', async () => {
    await trust(coatcheck, upstream, 'oidc')
    for (let i = 0; i < 10; i++) await exchange(coatcheck, idToken({}, { kid: `flood-${i}` }))
    expect(upstream.requests('/jwks.json')).toBe(1)
    coatcheck.clock.advance(30_000)
    await Promise.all([1, 2, 3].map((i) => exchange(coatcheck, idToken({}, { kid: `more-${i}` }))))
    expect(upstream.requests('/jwks.json')).toBe(2)
    expect((await exchange(coatcheck, idToken())).status).toBe(200)
    expect(upstream.requests('/jwks.json')).toBe(2)
  })

  test('that are rotated are found, and removed ones are forgotten', async () => {
    await trust(coatcheck, upstream, 'oidc')
    expect((await exchange(coatcheck, idToken())).status).toBe(200)
    const next = fakeKey('rsa-2', 'RS256')
    upstream.serveKeys([next.jwk])
    coatcheck.clock.advance(30_000)
    expect((await exchange(coatcheck, signToken(next, idTokenClaims(coatcheck, upstream)))).status).toBe(200)
    expect((await exchange(coatcheck, idToken({ sub: 'b' }))).status).toBe(401)
    expect(await failureReason(coatcheck)).toBe('token-key-unknown')
  })

  test('that cannot be fetched are no reason to trust anything, and known ones last an hour', async () => {
    await trust(coatcheck, upstream, 'oidc')
    upstream.serve('/jwks.json', { status: 302, body: '', headers: { location: '/other.json' } })
    upstream.serve('/other.json', { body: JSON.stringify({ keys: [upstream.rsa.jwk] }) })
    expect(await refusalOf(idToken())).toBe('keys-unavailable')
    expect(upstream.requests('/other.json')).toBe(0)
    upstream.serveKeys([upstream.rsa.jwk])
    coatcheck.clock.advance(30_000)
    expect((await exchange(coatcheck, idToken())).status).toBe(200)
    upstream.serve('/jwks.json', { status: 500, body: '' })
    coatcheck.clock.advance(59 * 60_000)
    expect((await exchange(coatcheck, idToken())).status).toBe(200)
    coatcheck.clock.advance(60_000)
    expect((await exchange(coatcheck, idToken())).status).toBe(401)
    expect(await failureReason(coatcheck)).toBe('keys-unavailable')
  })
})

test('a session token of our own is no upstream token', async () => {
  const { body } = await register(coatcheck.url, 'ada@example.com')
  expect(await exchange(coatcheck, String(body['accessToken']))).toMatchObject({ status: 401 })
  expect(await failureReason(coatcheck)).toBe('issuer-unknown')
})

test('a deleted upstream is trusted no more, its sessions live on', async () => {
  const id = await trust(coatcheck, upstream, 'oidc')
  expect((await exchange(coatcheck, idToken())).status).toBe(200)
  await adminClient(coatcheck).delete(`/upstreams/${id}`)
  expect((await exchange(coatcheck, idToken({ sub: 'b' }))).status).toBe(401)
  expect(await failureReason(coatcheck)).toBe('issuer-unknown')
  expect(await adminClient(coatcheck).list('/sessions?status=active')).toHaveLength(1)
})
