/** A backend's own auth: who sends a request, which handler runs for it, and what everybody else is answered. */

import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import {
  CLAIMS,
  HEADER,
  ISSUER,
  JWKS,
  NOW_SECONDS,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { createVerifier } from '../backend/create-verifier.ts'
import { createAuth } from './create-auth.ts'
import { readEnvironment } from './default-auth.ts'

const APP = 'https://app.example'
const now = (): number => NOW_SECONDS * 1000
const auth = createAuth({ issuer: ISSUER, jwks: JWKS, now, allowedOrigins: [APP] })

const org = { id: 'org_1', slug: 'acme', role: 'admin', permissions: ['billing:read'] }
const tokenOf = (more: object = {}): string => signToken(HEADER, { ...CLAIMS, ...more })
const ask = (headers: Record<string, string> = {}, method = 'GET'): Request =>
  new Request(`${APP}/x`, { method, headers })
const bearer = (token: string): Request => ask({ authorization: `Bearer ${token}` })
const cookie = (token: string): Record<string, string> => ({ cookie: `__Host-coatcheck-session=${token}` })

function nodeRequest(lines: readonly string[], method = 'GET'): IncomingMessage {
  const request = new IncomingMessage(new Socket())
  request.method = method
  request.rawHeaders = [...lines]
  for (let index = 0; index < lines.length; index += 2) {
    const name = lines[index]!.toLowerCase()
    request.headers[name] ??= lines[index + 1]!
    ;(request.headersDistinct[name] ??= []).push(lines[index + 1]!)
  }
  return request
}

describe('auth', () => {
  test('of somebody in an organization has all there is, and is the same by header and by cookie', async () => {
    const token = tokenOf({ org })
    const state = await auth.getAuth(bearer(token))
    expect(state).toMatchObject({
      isAuthenticated: true,
      tokenType: 'session',
      userId: 'user_1',
      sessionId: 'sess_1',
      orgId: 'org_1',
      orgRole: 'admin',
      orgSlug: 'acme',
      orgPermissions: ['billing:read'],
    })
    expect([await state.getToken(), state.has({ role: 'admin' })]).toEqual([token, true])
    expect(await auth.getAuth(ask(cookie(token)))).toMatchObject({ orgRole: 'admin' })
  })

  test('of nobody is null all over, and may nothing', async () => {
    const state = await auth.getAuth(ask())
    const { isSignedIn, isAuthenticated, reason, message, has, getToken, setCookies, ...rest } =
      state as typeof state & { readonly isSignedIn: false }
    expect([isSignedIn, isAuthenticated, reason, message]).toEqual([
      false,
      false,
      'token-missing',
      'There is no token.',
    ])
    expect(new Set(Object.values(rest))).toEqual(new Set([null]))
    expect([await getToken(), has({ role: 'admin' }), setCookies()]).toEqual([null, false, []])
  })

  test('written to a log holds no credential', async () => {
    const token = tokenOf()
    expect(JSON.stringify(await auth.getAuth(bearer(token)))).not.toContain(token.split('.')[2])
  })

  test('takes roles from where an application keeps them, but never a text for a list', async () => {
    const custom = createAuth({
      issuer: ISSUER,
      jwks: JWKS,
      now,
      roles: (claims) => claims['roles'] as readonly string[],
    })
    const roleOf = async (more: object) =>
      (await custom.getAuth(bearer(tokenOf(more)))).has({ role: 'admin' })
    expect(await roleOf({ roles: ['editor', 'admin'] })).toBe(true)
    expect(await roleOf({ roles: 'superadmin' })).toBe(false)
    expect(await roleOf({ roles: ['superadmin'] })).toBe(false)
    expect(await roleOf({ org })).toBe(false)
    expect(await roleOf({ org: { ...org, permissions: ['x'] }, roles: [] })).toBe(false)
  })

  test('with a verifier asks for the parties that are given beside it', async () => {
    const verifier = createVerifier({ issuer: ISSUER, jwks: JWKS, now })
    const strict = createAuth({ verifier, authorizedParties: ['https://other.example'] })
    expect(await strict.getAuth(bearer(tokenOf()))).toMatchObject({ reason: 'token-party-invalid' })
    const alsoStrict = createAuth({ issuer: ISSUER, jwks: JWKS, now, authorizedParties: [] })
    expect(await alsoStrict.getAuth(bearer(tokenOf()))).toMatchObject({ reason: 'token-party-invalid' })
  })
})

describe('a request of node:http', () => {
  const token = tokenOf()

  test('is of the person in its header or its cookie', async () => {
    for (const request of [
      nodeRequest(['Authorization', `Bearer ${token}`]),
      nodeRequest(['Cookie', `a=b; __Host-coatcheck-session=${token}`]),
      { method: 'GET', headers: { authorization: `Bearer ${token}` } },
    ]) {
      expect(await auth.getAuth(request)).toMatchObject({ userId: 'user_1' })
    }
  })

  test('with two authorizations is of nobody: whoever stands in front may have read the other', async () => {
    const lines = ['authorization', `Bearer ${token}`, 'authorization', 'Bearer other']
    expect(await auth.getAuth(nodeRequest(lines))).toMatchObject({ reason: 'token-malformed' })
    expect(await auth.getAuth(nodeRequest(lines.toReversed()))).toMatchObject({ isSignedIn: false })
  })

  test('with a cookie on an unsafe method is asked where it comes from, two answers being none', async () => {
    const send = (lines: readonly string[], method = 'POST') =>
      auth.getAuth(nodeRequest(['cookie', cookie(token)['cookie']!, ...lines], method))
    expect(await send(['origin', APP])).toMatchObject({ isSignedIn: true })
    for (const lines of [
      [],
      ['origin', 'https://evil.example'],
      ['origin', APP, 'origin', 'https://evil.example'],
    ])
      expect(await send(lines)).toMatchObject({ reason: 'token-cross-site' })
  })

  test.each(['get', 'has', '__proto__', 'constructor'])('may have a header called %s', async (name) => {
    const request = { method: 'GET', headers: { [name]: 'x', authorization: `Bearer ${token}` } }
    expect(await auth.getAuth(request)).toMatchObject({ isSignedIn: true })
  })
})

describe('a cookie where the method is not known', () => {
  const send = (headers: Record<string, string>) =>
    auth.getAuth({ method: null, headers: new Headers({ ...cookie(tokenOf()), ...headers }) })

  test('counts from own pages, and without an origin, which browsers send with all that is unsafe', async () => {
    for (const headers of [{}, { origin: APP }, { origin: ISSUER }, { 'sec-fetch-site': 'cross-site' }])
      expect(await send(headers)).toMatchObject({ isSignedIn: true })
  })

  test('counts from nowhere else', async () => {
    for (const origin of ['https://evil.example', 'null', `${APP}.evil.example`, ''])
      expect(await send({ origin, 'sec-fetch-site': 'same-origin' })).toMatchObject({
        reason: 'token-cross-site',
      })
  })
})

describe('getTokenFromRequest', () => {
  test('gives what stands there, verified or not, but no cookie that the request may not use', () => {
    const { getTokenFromRequest } = auth
    expect(getTokenFromRequest(bearer('x'))).toBe('x')
    expect(getTokenFromRequest(ask(cookie('y')))).toBe('y')
    expect(getTokenFromRequest(ask({ ...cookie('y'), authorization: 'Bearer x' }))).toBe('x')
    expect(getTokenFromRequest(ask({ ...cookie('y'), origin: APP }, 'POST'))).toBe('y')
    expect(getTokenFromRequest(ask({ ...cookie('y'), origin: 'https://evil.example' }, 'POST'))).toBeNull()
    expect(getTokenFromRequest(ask({ authorization: 'Bearer' }))).toBeNull()
    expect(getTokenFromRequest(ask())).toBeNull()
  })
})

describe('a guarded handler', () => {
  const good = (more: object = { org }) => bearer(tokenOf(more))
  const statusOf = async (answer: Promise<Response>): Promise<readonly [number, unknown]> => {
    const response = await answer
    return [response.status, (await response.json()) as unknown]
  }

  test('runs with the request, who sent it, and whatever the framework passes', async () => {
    const handler = auth.withAuth(
      (request, { userId }, context: { readonly params: { readonly id: string } }) =>
        Response.json([request.url, userId, context.params.id]),
    )
    expect(await statusOf(handler(good(), { params: { id: '7' } }))).toEqual([
      200,
      [`${APP}/x`, 'user_1', '7'],
    ])
  })

  test('does not run for anybody else', async () => {
    const handler = vi.fn<() => Response>(() => Response.json({}))
    const guarded = [
      auth.withAuth(handler),
      auth.withRole('admin', handler),
      auth.withPermission('billing:read', handler),
      auth.withOrganization(handler),
    ]
    for (const run of guarded) {
      expect(await statusOf(run(ask()))).toMatchObject([401, { code: 'unauthenticated' }])
      expect(await statusOf(run(bearer(tokenOf({ exp: NOW_SECONDS - 60 }))))).toMatchObject([401, {}])
      expect(await statusOf(run(ask({ ...cookie(tokenOf({ org })), origin: 'null' }, 'POST')))).toMatchObject(
        [403, { code: 'origin_not_allowed' }],
      )
    }
    expect(await statusOf(auth.withRole('owner', handler)(good()))).toMatchObject([
      403,
      { code: 'permission_missing' },
    ])
    expect(await statusOf(auth.withPermission('billing:write', handler)(good()))).toMatchObject([403, {}])
    for (const run of guarded.slice(1)) expect(await statusOf(run(good({})))).toMatchObject([403, {}])
    expect(handler).not.toHaveBeenCalled()
    for (const run of guarded) expect(await statusOf(run(good()))).toEqual([200, {}])
    expect(handler).toHaveBeenCalledTimes(4)
  })

  test('that is asked for nothing is a mistake at once', () => {
    const handler = () => Response.json({})
    expect(() => auth.withRole('', handler)).toThrow('a requirement has')
    expect(() => auth.withRole(undefined as unknown as string, handler)).toThrow('a requirement has')
    expect(() => auth.withPermission('', handler)).toThrow('a requirement has')
  })

  test('passes on what it throws', async () => {
    const failing = auth.withAuth(() => {
      throw new Error('mine')
    })
    await expect(failing(good())).rejects.toThrow('mine')
  })
})

describe('protect', () => {
  test('says who may go on, or what to answer', async () => {
    const entered = await auth.protect(bearer(tokenOf({ org })), { role: 'admin' })
    expect(entered.ok && entered.auth.userId).toBe('user_1')
    const refused = await auth.protect(bearer(tokenOf({ org })), { role: 'owner' })
    expect(!refused.ok && [refused.response.status, refused.auth.userId]).toEqual([403, 'user_1'])
  })

  test('of a requirement that is wrong lets nobody on', async () => {
    await expect(auth.protect(bearer(tokenOf()), { role: '' })).rejects.toThrow('a requirement has')
  })

  test('answers 503 while keys cannot be fetched', async () => {
    const cut = createAuth({ issuer: ISSUER, now, fetch: () => Promise.reject(new Error('cut')) })
    const entered = await cut.protect(bearer(tokenOf()))
    expect(!entered.ok && entered.response.status).toBe(503)
  })
})

test.each(['app.example', 'https://app.example/', 'https://*.example', 'null', '*', ''])(
  'the allowed origin %j is a mistake',
  (origin) => {
    expect(() => createAuth({ issuer: ISSUER, jwks: JWKS, allowedOrigins: [origin] })).toThrow(
      'allowedOrigins',
    )
  },
)

describe('the environment', () => {
  test('sets up what it says', () => {
    expect(
      readEnvironment({
        COATCHECK_URL: ISSUER,
        COATCHECK_VERIFIER_KEY: 'ccv_x',
        COATCHECK_COMPAT: 'clerk',
        COATCHECK_ALLOWED_ORIGINS: 'https://a.example, https://b.example',
      }),
    ).toEqual({
      issuer: ISSUER,
      feed: { key: 'ccv_x' },
      compat: 'clerk',
      allowedOrigins: ['https://a.example', 'https://b.example'],
    })
    expect(
      readEnvironment({ COATCHECK_URL: ISSUER, COATCHECK_JWT_KEY: 'pem', COATCHECK_VERIFIER_KEY: '' }),
    ).toEqual({
      issuer: ISSUER,
      jwtKey: 'pem',
    })
  })

  test('takes the key under the name of Clerk with its tokens, and not otherwise', () => {
    const environment = { COATCHECK_URL: ISSUER, CLERK_JWT_KEY: 'pem' }
    expect(readEnvironment(environment)).toEqual({ issuer: ISSUER })
    const clerk = { ...environment, COATCHECK_COMPAT: 'clerk' }
    expect(readEnvironment(clerk)).toEqual({ issuer: ISSUER, compat: 'clerk', jwtKey: 'pem' })
    expect(readEnvironment({ ...clerk, COATCHECK_JWT_KEY: 'own' })).toMatchObject({ jwtKey: 'own' })
  })

  test.each([{}, { COATCHECK_URL: '' }])('%j is not enough', (environment) => {
    expect(() => readEnvironment(environment)).toThrow('COATCHECK_URL is not set')
  })

  test('names what it is compatible with, or nothing', () => {
    const environment = { COATCHECK_URL: ISSUER, COATCHECK_COMPAT: 'auth0' }
    expect(() => readEnvironment(environment)).toThrow('COATCHECK_COMPAT is clerk, or not set')
  })
})
