/** Who sends a request: header before cookie, cookies only from one's own pages, and `has` that denies by default. */

import { generateKeyPairSync, sign } from 'node:crypto'
import { derToRaw } from '@coatcheck/core/verify'
import { describe, expect, test } from 'vitest'
import { authenticateRequest, type AuthenticateOptions } from './authenticate-request.ts'
import { has, type Reverification } from './has.ts'
import { createVerifier } from './verifier.ts'

const ISSUER = 'https://auth.example'
const NOW_S = 1_780_000_000
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const verifier = createVerifier({
  issuer: ISSUER,
  jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' }] },
  now: () => NOW_S * 1000,
})
const CLAIMS = {
  iss: ISSUER,
  sub: 'user_1',
  sid: 'sess_1',
  iat: NOW_S,
  nbf: NOW_S,
  exp: NOW_S + 60,
  jti: 'j',
  azp: 'https://app.example',
  v: 1,
  sts: 'active',
  fva: [3, -1],
} as const

function token(claims: object = CLAIMS): string {
  const input = [{ alg: 'ES256', typ: 'session+jwt', kid: 'k' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${input}.${Buffer.from(derToRaw(sign('sha256', Buffer.from(input), privateKey))).toString('base64url')}`
}

const COOKIE = `__Host-coatcheck-session=${token()}`
const ask = (headers: Record<string, string>, options: AuthenticateOptions = {}, method = 'GET') =>
  authenticateRequest(verifier, new Request('https://app.example/x', { method, headers }), options)

describe('a request', () => {
  test('with a bearer token is of the person in it', async () => {
    expect(await ask({ authorization: `bEaReR ${token()}` })).toMatchObject({
      isSignedIn: true,
      userId: 'user_1',
      sessionId: 'sess_1',
      actor: null,
      factorVerificationAge: [3, -1],
    })
  })

  test('without anything is of nobody', async () => {
    expect(await ask({})).toMatchObject({ isSignedIn: false, reason: 'token-missing', userId: null })
  })

  test('with a bad bearer token is of nobody, even with a good cookie', async () => {
    expect(await ask({ authorization: 'Bearer x.y.z', cookie: COOKIE })).toMatchObject({ isSignedIn: false })
    expect(await ask({ authorization: 'Basic abc', cookie: COOKIE })).toMatchObject({
      reason: 'token-malformed',
    })
  })

  test('with two different values of the cookie is of nobody; with the same twice it is of the person', async () => {
    expect(await ask({ cookie: `${COOKIE}; __Host-coatcheck-session=other` })).toMatchObject({
      reason: 'token-malformed',
    })
    expect(await ask({ cookie: `${COOKIE}; ${COOKIE}` })).toMatchObject({ isSignedIn: true })
  })

  test.each([
    ['another case', COOKIE.replace('__Host', '__HOST')],
    ['an encoded name', COOKIE.replace('__Host', '%5F%5FHost')],
    ['a nameless cookie', `=${COOKIE}`],
    ['a longer name', `x${COOKIE}`],
  ])('with %s in the place of the cookie is of nobody', async (_, cookie) => {
    expect(await ask({ cookie })).toMatchObject({ reason: 'token-missing' })
  })

  test('that changes something counts its cookie only from an own page', async () => {
    const post = (headers: Record<string, string>, options: AuthenticateOptions = {}) =>
      ask({ cookie: COOKIE, ...headers }, { allowedOrigins: ['https://app.example'], ...options }, 'POST')
    expect(await post({ origin: 'https://app.example' })).toMatchObject({ isSignedIn: true })
    expect(await post({ 'sec-fetch-site': 'same-origin' })).toMatchObject({ isSignedIn: true })
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect(await post(headers)).toMatchObject({ isSignedIn: false, reason: 'token-cross-site' })
    }
    expect(await post({ origin: 'https://evil.example' }, { dangerouslyAllowCrossSite: true })).toMatchObject(
      { isSignedIn: true },
    )
  })
})

describe('has', () => {
  const claims = (more: object) => ({ ...CLAIMS, ...more })

  test('denies what is not said and what is not asked', () => {
    expect(has(CLAIMS, {})).toBe(false)
    expect(has(CLAIMS, { role: 'admin' })).toBe(false)
    expect(
      has(claims({ org: { role: 'admin', permissions: ['a'] } }), { role: 'admin', permission: 'a' }),
    ).toBe(true)
    expect(
      has(claims({ org: { role: 'admin', permissions: ['a'] } }), { role: 'admin', permission: 'b' }),
    ).toBe(false)
  })

  test.each([
    ['strict', [0, 9], true],
    ['strict', [0, 10], false],
    ['strict', [9, -1], true],
    ['strict', [10, -1], false],
    ['strict_mfa', [9, 9], true],
    ['strict_mfa', [10, 9], false],
    ['moderate', [99, 59], true],
    ['lax', [99, 1440], false],
    ['lax', [-1, -1], false],
    [{ level: 'first_factor', afterMinutes: 5 }, [4, -1], true],
  ] as const)('%j with factors proved %j minutes ago is %j', (reverification, fva, expected) => {
    expect(has(claims({ fva }) as typeof CLAIMS, { reverification: reverification as Reverification })).toBe(
      expected,
    )
  })
})
