/** The proxy by itself: which requests it stops, and how; `auth()` is tested in a running app. */

import { describe, expect, test } from 'vitest'
import {
  CLAIMS,
  HEADER,
  ISSUER,
  JWKS,
  NOW_SECONDS,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { createAuth } from '../guard/create-auth.ts'
import { createRouteMatcher } from '../route/route-matcher.ts'
import { coatcheckProxy, type ProxyOptions, type ProxyRequest } from './index.ts'

const auth = createAuth({ issuer: ISSUER, jwks: JWKS, now: () => NOW_SECONDS * 1000 })
const HTML = { accept: 'text/html,*/*' }

function request(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  basePath = '',
): ProxyRequest {
  const url = `https://app.example${basePath}${path}`
  const nextUrl = { pathname: new URL(`https://app.example${path}`).pathname }
  return Object.assign(new Request(url, { method, headers }), { nextUrl })
}

const run = (given: ProxyRequest, options: ProxyOptions = {}): Promise<Response | undefined> =>
  coatcheckProxy({ auth, protectedRoutes: createRouteMatcher(['/panel/*']), ...options })(given)

describe('the proxy', () => {
  test.each([
    '/panel',
    '/Panel/x',
    '/_next/data/build/panel.json',
    '/_next/data/build/panel/x.json',
    '/_next/data/build/en/../panel/x.json',
    '/panel.rsc',
    '/panel/x.rsc',
    '/panel.segments/_tree.segment.rsc',
    '/panel.segments/panel/__PAGE__.segment.rsc',
    '/x//panel',
    '/panel%2fx',
  ])('stops %s, with and without a base path', async (path) => {
    expect((await run(request(path)))?.status).toBe(401)
    expect((await run(request(path, {}, 'GET', '/base')))?.status).toBe(401)
  })

  test.each(['/', '/index', '/_next/data/build/index.json', '/index.rsc', '/.rsc'])(
    'knows the front page as %s',
    async (path) => {
      expect((await run(request(path), { protectedRoutes: createRouteMatcher(['/']) }))?.status).toBe(401)
    },
  )

  test('lets on what is not protected, whoever it is, and who is signed in', async () => {
    const authorization = `Bearer ${signToken(HEADER, CLAIMS)}`
    expect(await run(request('/other'))).toBeUndefined()
    expect(await run(request('/other', { authorization: 'Bearer x' }))).toBeUndefined()
    expect(await run(request('/panel', { authorization }))).toBeUndefined()
  })

  test('sends to sign in who looks at a page, and nobody else', async () => {
    const statusOf = async (headers: Record<string, string>, method = 'GET') =>
      (await run(request('/panel', headers, method)))?.status
    expect(await statusOf(HTML)).toBe(307)
    expect(await statusOf({ 'sec-fetch-dest': 'document' })).toBe(307)
    expect(await statusOf({ ...HTML, 'sec-fetch-dest': 'empty' })).toBe(401)
    expect(await statusOf(HTML, 'POST')).toBe(401)
    expect(await statusOf({ accept: 'application/json' })).toBe(401)
  })

  test('sends back where somebody came from', async () => {
    const locationOf = async (options: ProxyOptions) =>
      (await run(request('/panel?a=1&b=2', HTML), options))?.headers.get('location')
    const back = encodeURIComponent('https://app.example/panel?a=1&b=2')
    expect(await locationOf({})).toBe(`${ISSUER}/sign-in?redirect_url=${back}`)
    expect(await locationOf({ signInUrl: '/welcome?x=1' })).toBe(
      `https://app.example/welcome?x=1&redirect_url=${back}`,
    )
  })

  test('does not send to sign in when nobody can tell whether somebody is', async () => {
    const cut = createAuth({ issuer: ISSUER, fetch: () => Promise.reject(new Error('cut')) })
    const authorization = `Bearer ${signToken(HEADER, CLAIMS)}`
    expect((await run(request('/panel', { ...HTML, authorization }), { auth: cut }))?.status).toBe(503)
  })

  test("goes on with an application's own answer, also where nothing is protected", async () => {
    const next: ProxyOptions['next'] = (_request, { userId }) => Response.json({ userId })
    const { protectedRoutes: _, ...nothingProtected } = { protectedRoutes: undefined, auth, next }
    const answer = await coatcheckProxy(nothingProtected)(request('/panel'))
    expect(await answer?.json()).toEqual({ userId: null })
    expect((await run(request('/panel'), { next }))?.status).toBe(401)
  })
})
