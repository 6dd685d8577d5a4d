/** Requests to addresses that strangers name: where they go, what they read, and when they end. */

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type OutboundRequest, requestOutside, type Resolve } from './request.ts'

let server: Server
let url: string
let came: number
let listener: RequestListener

beforeEach(async () => {
  came = 0
  listener = (_, response) => response.end('fine')
  server = createServer((request, response) => listener(request, response))
  server.on('connection', () => (came += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://localhost:${(server.address() as AddressInfo).port}/`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function ask(more: Partial<OutboundRequest> = {}) {
  return requestOutside({
    url,
    method: 'GET',
    headers: {},
    reach: 'anywhere',
    timeoutMs: 10_000,
    maxBytes: 1_000,
    ...more,
  })
}

const resolvesTo =
  (...addresses: readonly string[]): Resolve =>
  (_, answer) =>
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

test('a request brings back status, headers and bytes', async () => {
  listener = (request, response) => {
    response.writeHead(201, { 'x-method': request.method })
    request.pipe(response)
  }
  const answer = await ask({ method: 'POST', body: 'ß' })
  expect(answer).toMatchObject({ ok: true, status: 201, headers: { 'x-method': 'POST' } })
  expect(answer.ok && Buffer.from(answer.bytes).toString()).toBe('ß')
})

test('a redirect is an answer like any other, and not followed', async () => {
  listener = (_, response) => response.writeHead(302, { location: url }).end()
  expect(await ask()).toMatchObject({ ok: true, status: 302 })
  expect(came).toBe(1)
})

test('more than wanted is none', async () => {
  listener = (_, response) => response.end('x'.repeat(1_001))
  expect(await ask()).toMatchObject({ ok: false, detail: expect.stringContaining('1000 bytes') })
})

test('who never answers, or never ends, is left', async () => {
  listener = () => {}
  expect(await ask({ timeoutMs: 200 })).toMatchObject({ ok: false })
  listener = (_, response) => response.write('x')
  expect(await ask({ timeoutMs: 200 })).toMatchObject({ ok: false })
})

describe('to the internet alone', () => {
  test.each([
    'https://localhost',
    'https://127.0.0.1',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://2130706433',
    'https://0x7f.1',
    'https://10.0.0.1',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00::1]',
    'https://0.0.0.0',
  ])('%s is refused', async (address) => {
    const { port } = new URL(url)
    const target = new URL(address)
    target.port = port
    expect(await ask({ url: target.href, reach: 'public' })).toMatchObject({ ok: false })
    expect(came).toBe(0)
  })

  test('plain http is refused', async () => {
    expect(await ask({ reach: 'public' })).toMatchObject({ ok: false })
    expect(came).toBe(0)
  })

  test.each<[string, readonly string[]]>([
    ['this machine', ['127.0.0.1']],
    ['this machine, as IPv6', ['::1']],
    ['a private network', ['192.168.1.1']],
    ['somebody outside and this machine', ['93.184.216.34', '127.0.0.1']],
    ['nobody', []],
  ])('a name that resolves to %s is refused', async (_, addresses) => {
    const { port } = new URL(url)
    const target = `https://evil.example:${port}/`
    expect(await ask({ url: target, reach: 'public', resolve: resolvesTo(...addresses) })).toMatchObject({
      ok: false,
      detail: expect.stringContaining('evil.example'),
    })
    expect(came).toBe(0)
  })
})
