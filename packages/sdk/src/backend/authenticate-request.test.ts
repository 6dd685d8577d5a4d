/** Who sends a request: bearer before cookie, cookies byte by byte, and on unsafe methods only from own pages. */

import { describe, expect, test } from 'vitest'
import {
  CLAIMS,
  HEADER,
  ISSUER,
  JWKS,
  NOW_SECONDS,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { authenticateRequest, type AuthenticateOptions } from './authenticate-request.ts'
import { createVerifier } from './create-verifier.ts'

const NOW_MS = NOW_SECONDS * 1000
const verifier = createVerifier({ issuer: ISSUER, jwks: JWKS, now: () => NOW_MS })
const COOKIE = `__Host-coatcheck-session=${signToken()}`

const ask = (headers: Record<string, string>, options: AuthenticateOptions = {}, method = 'GET') =>
  authenticateRequest(verifier, new Request('https://app.example/x', { method, headers }), options)

describe('a request', () => {
  test.each(['Bearer', 'bearer', 'bEaReR', 'Bearer  '])(
    'with a token after %j is of the person in it',
    async (scheme) => {
      expect(await ask({ authorization: `${scheme} ${signToken()}` })).toMatchObject({
        isSignedIn: true,
        userId: 'user_1',
        sessionId: 'sess_1',
        sessionClaims: CLAIMS,
        actor: null,
        factorVerificationAge: [0, -1],
      })
    },
  )

  test('by somebody who acts as the user says who', async () => {
    const token = signToken(HEADER, { ...CLAIMS, act: { sub: 'user_admin' } })
    expect(await ask({ authorization: `Bearer ${token}` })).toMatchObject({ actor: { sub: 'user_admin' } })
  })

  test('tells the age of the factors as of now, and grants by it', async () => {
    const later = createVerifier({
      issuer: ISSUER,
      jwks: JWKS,
      now: () => NOW_MS + 59_000,
      maxTokenLifetimeSeconds: 3600,
    })
    const claims = { ...CLAIMS, iat: NOW_SECONDS - 540, nbf: NOW_SECONDS - 540 }
    const request = new Request('https://app.example/x', {
      headers: { authorization: `Bearer ${signToken(HEADER, claims)}` },
    })
    const state = await authenticateRequest(later, request)
    expect(state).toMatchObject({ factorVerificationAge: [9, -1] })
    expect(state.has({ reverification: 'strict' })).toBe(true)
    expect(state.has({ reverification: { level: 'first_factor', afterMinutes: 9 } })).toBe(false)
  })

  test('without anything is of nobody', async () => {
    const state = await ask({})
    expect(state).toMatchObject({ isSignedIn: false, reason: 'token-missing', userId: null, sessionId: null })
    expect(state.has({ reverification: 'lax' })).toBe(false)
  })

  test.each([
    ['Bearer x.y.z', 'token-malformed'],
    ['Bearer', 'token-missing'],
    [`Bearer ${signToken()} x`, 'token-malformed'],
    [`Bearer ${signToken({ ...HEADER, kid: 'other' })}`, 'token-key-unknown'],
  ])('with a bad bearer token is of nobody, even with a good cookie', async (authorization, reason) => {
    expect(await ask({ authorization, cookie: COOKIE })).toMatchObject({ isSignedIn: false, reason })
  })

  test.each(['Basic YTpi', 'Bearerx', 'DPoP abc'])(
    'with %j and a good cookie is of the person in the cookie',
    async (authorization) => {
      expect(await ask({ authorization, cookie: COOKIE })).toMatchObject({ isSignedIn: true })
      expect(await ask({ authorization })).toMatchObject({ reason: 'token-missing' })
    },
  )

  test("with a template's token is of nobody, also where the verifier takes such tokens", async () => {
    const lenient = createVerifier({
      issuer: ISSUER,
      jwks: JWKS,
      now: () => NOW_MS,
      tokenTypes: ['session', 'template'],
    })
    const token = signToken({ ...HEADER, typ: 'JWT' })
    expect(await lenient.verify(token)).toMatchObject({ ok: true })
    const request = new Request('https://app.example/x', { headers: { authorization: `Bearer ${token}` } })
    expect(await authenticateRequest(lenient, request)).toMatchObject({ reason: 'token-type-invalid' })
  })

  test('for another party or audience is of nobody', async () => {
    expect(await ask({ cookie: COOKIE }, { authorizedParties: ['https://other.example'] })).toMatchObject({
      reason: 'token-party-invalid',
    })
    expect(await ask({ cookie: COOKIE }, { audience: 'api' })).toMatchObject({
      reason: 'token-audience-invalid',
    })
  })
})

describe('the cookie of a request', () => {
  test("with two different values is nobody's; with the same value twice it is one", async () => {
    expect(await ask({ cookie: `${COOKIE}; __Host-coatcheck-session=other` })).toMatchObject({
      reason: 'token-malformed',
    })
    expect(await ask({ cookie: `a=b; ${COOKIE}; ${COOKIE}; c=d` })).toMatchObject({ isSignedIn: true })
  })

  test('on http://localhost has no prefix, and two different values of it are both ignored', async () => {
    const issuer = 'http://localhost:4000'
    const local = createVerifier({ issuer, jwks: JWKS, now: () => NOW_MS })
    const cookie = `__session=${signToken(HEADER, { ...CLAIMS, iss: issuer })}`
    const withCookie = (text: string) =>
      authenticateRequest(local, new Request('http://localhost:3000/', { headers: { cookie: text } }))
    expect(await withCookie(cookie)).toMatchObject({ isSignedIn: true })
    expect(await withCookie(`${cookie}; __session=other`)).toMatchObject({ reason: 'token-missing' })
    expect(await withCookie(`__Host-coatcheck-session=${cookie.slice(10)}`)).toMatchObject({
      reason: 'token-missing',
    })
  })

  test.each([
    ['another case', COOKIE.replace('__Host', '__HOST')],
    ['an encoded name', COOKIE.replace('__Host', '%5F%5FHost')],
    ['no name', `=${COOKIE}`],
    ['a longer name', `x${COOKIE}`],
    ['a space that is none in ASCII', `\u00A0${COOKIE}`],
    ['a space before the equals sign', COOKIE.replace('=', ' =')],
    ['a comma before it', `a=b,${COOKIE}`],
    ['the name of localhost', COOKIE.replace('__Host-coatcheck-session', '__session')],
  ])('under %s is not the cookie', async (_, cookie) => {
    expect(await ask({ cookie })).toMatchObject({ reason: 'token-missing' })
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('on %s counts only from own pages', async (method) => {
    const send = (headers: Record<string, string>, options: AuthenticateOptions = {}) =>
      ask({ cookie: COOKIE, ...headers }, { allowedOrigins: ['https://app.example'], ...options }, method)
    for (const headers of [
      { origin: 'https://app.example' },
      { origin: ISSUER },
      { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-origin' },
    ]) {
      expect(await send(headers)).toMatchObject({ isSignedIn: true })
    }
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: 'https://app.example.evil.example' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { referer: 'https://app.example/' },
    ]) {
      expect(await send(headers)).toMatchObject({ isSignedIn: false, reason: 'token-cross-site' })
    }
    expect(await send({ origin: 'https://evil.example' }, { dangerouslyAllowCrossSite: true })).toMatchObject(
      {
        isSignedIn: true,
      },
    )
  })

  test('from elsewhere is refused as such whatever is in it, so that no client repeats the request', async () => {
    expect(
      await ask({ cookie: '__Host-coatcheck-session=x', origin: 'https://evil.example' }, {}, 'POST'),
    ).toMatchObject({ reason: 'token-cross-site' })
  })

  test.each(['GET', 'HEAD', 'OPTIONS'])('on %s counts from anywhere', async (method) => {
    expect(await ask({ cookie: COOKIE, origin: 'https://evil.example' }, {}, method)).toMatchObject({
      isSignedIn: true,
    })
  })

  test('is not needed by who sends a bearer token from another site', async () => {
    const authorization = `Bearer ${signToken()}`
    expect(await ask({ authorization, origin: 'https://evil.example' }, {}, 'POST')).toMatchObject({
      isSignedIn: true,
    })
  })
})
