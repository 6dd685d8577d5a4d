/** `/api/auth` on the application's own host, in every framework: the server is on another one. */

import { issueAccessKey } from '@coatcheck/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, PASSWORD, register, send } from '../support/api-client.ts'
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts'
import { freePort } from '../support/start-coatcheck.ts'
import { type Backend, type RunningApp, startBackend } from './backend.ts'
import { expectEventsToFlow, expectCookiesToWork, expectTokensToWork } from './mount-visit.ts'
import { BEHIND_PROXIES, MOUNTED } from './mounted-apps.ts'

let backend: Backend
let backendKey: string
/** One for each application, as clients keep connections to a port. */
let ports: number[]
let email = 0
const nextPort = (): number => ports.pop() ?? expect.fail('there are ports for all')
const newEmail = (): string => {
  backend.coatcheck.clock.advance(60_000) // so that no limit on registrations is met
  return `visitor-${email++}@example.com`
}

beforeAll(async () => {
  ports = await Promise.all(Array.from({ length: MOUNTED.length + 3 * BEHIND_PROXIES.length + 1 }, freePort))
  backend = await startBackend({
    environment: {
      COATCHECK_TRUST_PROXY: 'none',
      COATCHECK_ALLOWED_ORIGINS: ports.map((port) => `http://127.0.0.1:${port}`).join(','),
    },
  })
  const made = await issueAccessKey(backend.coatcheck.server, { kind: 'backend', name: 'app' })
  if (made === 'too-many') throw new Error('a new name has no keys yet')
  backendKey = made.key.reveal()
})
afterAll(() => backend.close())

describe.each(MOUNTED)('mounted with %s', (_, start) => {
  let app: RunningApp
  let line: CuttingProxy
  beforeAll(async () => {
    line = await startCuttingProxy(backend.coatcheck.port)
    app = await start({ url: line.url, backendKey, port: nextPort() })
  })
  afterAll(async () => {
    await app.close()
    line.stop()
  })
  const mounted = () => ({ url: app.url, origin: app.url, backend })

  test('a visitor signs up, in, mints and signs out, with cookies of the application', () =>
    expectCookiesToWork(mounted(), newEmail()))

  test('an app signs up and refreshes', () => expectTokensToWork(mounted(), newEmail()))

  test('events come as they happen, and end when the visitor goes', () =>
    expectEventsToFlow(mounted(), newEmail()))

  test('the rest of the application is its own', async () => {
    expect(await (await fetch(`${app.url}/hello`)).text()).toBe('hello')
    for (const path of [
      '/api/admin/users',
      '/openapi.json',
      '/sign-in',
      '/api/feed',
      '/.well-known/jwks.json',
    ])
      expect([path, (await send(app.url, path, { bearer: backend.coatcheck.adminKey })).status]).toEqual([
        path,
        404,
      ])
  })

  test('the way to a page of the server leads off the host', async () => {
    const lead = (path: string): Promise<Answer> => send(app.url, `/api/auth/pages/${path}`)
    const { url } = backend.coatcheck
    const back = `redirect_url=${encodeURIComponent(`${app.url}/notes`)}`
    expect((await lead(`forgot-password?${back}`)).headers.get('location')).toBe(
      `${url}/forgot-password?${back}`,
    )
    const { status, headers } = await lead('account')
    expect([status, headers.get('location')]).toEqual([302, `${url}/account`])
    expect((await lead('outbox')).status).toBe(400)
    expect((await fetch(`${app.url}/api/auth/pages/forgot-password`)).url).toBe(`${url}/forgot-password`)
  })

  test('a page of another site may not use the cookies, and hears why', async () => {
    const login = (from: string): Promise<Answer> =>
      send(app.url, '/api/auth/login', {
        body: { email: 'nobody@example.com', password: PASSWORD },
        headers: { origin: from },
      })
    const { status, body } = await login('https://evil.example')
    expect([status, body['code']]).toEqual([403, 'origin_not_allowed'])
    expect(body['detail']).toBe('The origin "https://evil.example" is not in COATCHECK_ALLOWED_ORIGINS.')
    expect((await login('null')).status).toBe(403)
    expect((await login(app.url)).status).toBe(401)
  })

  test('while the server is out, visitors are told to come back', async () => {
    line.cut()
    const out = await fetch(`${app.url}/api/auth/session`)
    line.mend()
    expect([out.status, await out.json()]).toMatchObject([503, { code: 'server_unavailable' }])
    expect(out.headers.get('content-type')).toContain('application/problem+json')
    expect(Number(out.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await send(app.url, '/api/auth/session')).status).toBe(401)
  })

  test('a visitor has the address of the connection, whatever is claimed', async () => {
    expect(
      await addressSeen(app.url, { 'x-forwarded-for': '198.51.100.1', forwarded: 'for=198.51.100.2' }),
    ).toBe('127.0.0.1')
    expect(await addressSeen(app.url, { 'coatcheck-client-address': '198.51.100.3' })).toBe('127.0.0.1')
  })
})

describe.each(BEHIND_PROXIES)('mounted with %s behind a proxy', (_, start) => {
  let app: RunningApp
  let keyless: RunningApp
  let wrong: RunningApp
  beforeAll(async () => {
    const { url } = backend.coatcheck
    app = await start({ url, backendKey, port: nextPort(), proxies: 1 })
    keyless = await start({ url, backendKey: '', port: nextPort(), proxies: 1 })
    wrong = await start({ url, backendKey: `ccb_${'A'.repeat(70)}`, port: nextPort(), proxies: 1 })
  })
  afterAll(() => Promise.all([app.close(), keyless.close(), wrong.close()]))

  test('a visitor has the address that the proxy saw', async () => {
    const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' }
    expect(await addressSeen(app.url, forwarded)).toBe('203.0.113.7')
    expect(await addressSeen(app.url, { 'x-forwarded-for': '2001:db8::7' })).toBe('2001:db8::7')
  })

  test('the server believes no application without a backend key, nor one with a wrong one', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.7' }
    expect(await addressSeen(keyless.url, forwarded)).toBe('127.0.0.1')
    expect(await addressSeen(wrong.url, forwarded)).toBe('127.0.0.1')
  })
})

test('each visitor of an application has a limit of their own', async () => {
  const [[, start] = []] = BEHIND_PROXIES
  const app = await start!({ url: backend.coatcheck.url, backendKey, port: nextPort(), proxies: 1 })
  const guess = async (address: string, count: number): Promise<number> =>
    (
      await send(app.url, '/api/auth/login', {
        body: { email: `nobody-${count}@example.com`, password: PASSWORD, transport: 'token' },
        headers: { 'x-forwarded-for': address },
      })
    ).status
  let status = 401
  for (let count = 0; status === 401 && count < 100; count++) status = await guess('192.0.2.7', count)
  expect(status).toBe(429)
  expect(await guess('192.0.2.8', 100)).toBe(401)
  await app.close()
})

/** The address under which a visitor who sends these headers is known. */
async function addressSeen(url: string, headers: { readonly [name: string]: string }): Promise<unknown> {
  const address = newEmail()
  expect((await register(url, address)).status).toBe(201)
  const { body } = await send(url, '/api/auth/login', {
    body: { email: address, password: PASSWORD, transport: 'token' },
    headers,
  })
  return (body['session'] as { readonly device: { readonly address: unknown } }).device.address
}
