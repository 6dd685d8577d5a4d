/** What a mount must not let through, in either direction, in every framework. */

import { once } from 'node:events'
import { request } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { issueAccessKey } from '@coatcheck/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD, send } from '../support/api-client.ts'
import { freePort } from '../support/start-coatcheck.ts'
import { startTappedPort, type TappedPort } from '../support/tapped-port.ts'
import { type Backend, type RunningApp, sendRaw, startBackend } from './backend.ts'
import { MOUNTED } from './mounted-apps.ts'

let backend: Backend
let backendKey: string
beforeAll(async () => {
  backend = await startBackend({ environment: { COATCHECK_TRUST_PROXY: 'none' } })
  const made = await issueAccessKey(backend.coatcheck.server, { kind: 'backend', name: 'app' })
  if (made === 'too-many') throw new Error('a new name has no keys yet')
  backendKey = made.key.reveal()
})
afterAll(() => backend.close())

const TRAVERSALS = [
  '/api/auth/..%2fadmin/users',
  '/api/auth/..%2Fadmin/users',
  '/api/auth/%2e%2e/admin/users',
  '/api/auth/%2e%2e%2fadmin/users',
  '/api/auth/%252e%252e/admin/users',
  '/api/auth/../admin/users',
  '/api/auth/./../admin/users',
  '/api/auth/session/../../admin/users',
  '/api/auth//admin/users',
  '/api/auth//../admin/users',
  '/api/auth/..;/admin/users',
  '/api/auth/..\\admin/users',
  '/api/auth/..%5cadmin/users',
  '/api/auth/session%00/../../admin/users',
  '/api/auth/session#/../../admin/users',
  '/api/auth/session/',
  '/api/auth/ session',
  '/api/auth',
  '/api/auth/',
  '/api/auth?x=/../admin/users',
  '/api/authadmin/users',
  '//api/auth/session',
  '/api%2fauth%2f..%2fadmin%2fusers',
  '/API/AUTH/../admin/users',
  '/api/admin/users',
  'http://localhost/api/admin/users',
  'http://localhost/api/auth/../admin/users',
  '@localhost/api/admin/users',
]

/** Headers that are between the visitor and the application, or are the application's own word to the server. */
const KEPT_BACK = [
  'connection: keep-alive, x-smuggled',
  'x-smuggled: kept-back',
  'keep-alive: kept-back',
  'te: kept-back',
  'proxy-authorization: kept-back',
  'proxy-connection: kept-back',
  'forwarded: for=kept-back',
  'x-forwarded-for: 198.51.100.66',
  'x-forwarded-host: kept-back',
  'x-real-ip: 198.51.100.66',
  'x-http-method-override: kept-back',
  'x-original-url: /api/admin/kept-back',
  'x-rewrite-url: /api/admin/kept-back',
  'authorization: Basic a2VwdC1iYWNr',
  'coatcheck-client: kept-back',
  'coatcheck-client-address: 198.51.100.66',
  'coatcheck-backend-key: kept-back',
  'cookie: other=kept-back; __Secure-coatcheck=kept-back; mycoatcheck=kept-back',
  'range: bytes=0-kept-back',
]

describe.each(MOUNTED)('mounted with %s', (_, start) => {
  let app: RunningApp
  let tap: TappedPort
  beforeAll(async () => {
    tap = await startTappedPort(backend.coatcheck.port)
    app = await start({ url: tap.url, backendKey, port: await freePort() })
  })
  afterAll(async () => {
    await app.close()
    tap.stop()
  })

  test.each(TRAVERSALS)('%s reaches nothing that is not of the mount', async (path) => {
    const before = tap.heard().length
    const { status, text } = await sendRaw(app.url, path, backend.coatcheck.adminKey)
    expect(status).toBeOneOf([400, 403, 404, 405])
    expect(text).not.toContain('"data"')
    // Web requests have their paths made plain before anybody sees them: then it is what was made of them that counts.
    for (const [line] of tap
      .heard()
      .slice(before)
      .matchAll(/^[a-z]+ .* http\/1\.1\r$/gm))
      expect(line).toMatch(/^get \/api\/auth(?:\/[a-z]+)+(?:\?.*)? http/)
  })

  test('a query goes along as it is', async () => {
    await sendRaw(app.url, '/api/auth/session?a=%2e%2e&b=/../admin')
    expect(tap.heard()).toContain('get /api/auth/session?a=%2e%2e&b=/../admin http/1.1\r\n')
  })

  test.each(KEPT_BACK)('%s is not passed on', async (header) => {
    const before = tap.heard().length
    expect((await sendRaw(app.url, '/api/auth/session', undefined, header)).status).toBe(401)
    const heard = tap.heard().slice(before)
    expect(heard).toContain('get /api/auth/session http/1.1\r\n')
    for (const word of ['kept-back', 'x-smuggled', 'a2vwdc1iywnr', '198.51.100.66'])
      expect(heard).not.toContain(word)
  })

  test('what is of the visitor and for the server is passed on', async () => {
    const before = tap.heard().length
    await fetch(`${app.url}/api/auth/session`, {
      headers: {
        authorization: 'Bearer Some.Token',
        'idempotency-key': 'key-1',
        dpop: 'proof-1',
        'coatcheck-session': 'sess_1',
        'user-agent': 'agent-1',
        cookie: 'a=1; coatcheck=first; b=2; coatcheck=second',
      },
    })
    const heard = tap.heard().slice(before)
    for (const line of [
      'authorization: bearer some.token',
      'idempotency-key: key-1',
      'dpop: proof-1',
      'coatcheck-session: sess_1',
      'user-agent: agent-1',
      'cookie: coatcheck=first; coatcheck=second',
      'x-forwarded-for: 127.0.0.1',
      `coatcheck-backend-key: ${backendKey.toLowerCase()}`,
    ])
      expect(heard).toContain(`\r\n${line}\r\n`)
  })

  test('the server is asked by its own name, whatever name the visitor asks for', async () => {
    const before = tap.heard().length
    const { hostname, port } = new URL(app.url)
    const { status } = await sendRaw(
      `http://${hostname}:${port}`,
      '/api/auth/session',
      undefined,
      'x-forwarded-host: evil.example',
    )
    expect(status).toBe(401)
    const heard = tap.heard().slice(before)
    expect(heard).toContain(`\r\nhost: ${new URL(tap.url).host}\r\n`)
    expect(heard).not.toContain('evil.example')
  })

  test('a body of two lengths is no request', async () => {
    const socketAnswer = await sendRaw(
      app.url,
      '/api/auth/session',
      undefined,
      'content-length: 5\r\ntransfer-encoding: chunked',
    )
    expect(socketAnswer.status).toBe(400)
  })

  test('a sign-in in pieces is as good as one in one', async () => {
    const body = JSON.stringify({ email: 'nobody@example.com', password: PASSWORD, transport: 'token' })
    const headers = { 'content-type': 'application/json' }
    const inPieces = { method: 'POST', body: new Blob([body]).stream(), duplex: 'half', headers }
    const response = await fetch(`${app.url}/api/auth/login`, inPieces)
    expect(await response.json()).toMatchObject({ code: 'credentials_invalid' })
  })

  test('methods that no route has are answered here, or by the server', async () => {
    expect((await fetch(`${app.url}/api/auth/session`, { method: 'PROPFIND' })).status).toBeOneOf([404, 405])
    expect((await send(app.url, '/api/auth/session', { method: 'PUT' })).status).toBe(405)
  })

  test.each([
    ['of a length that is told', false],
    ['in pieces', true],
  ])('a giant body %s is refused, and none of it is passed on', async (_name, isInPieces) => {
    const before = tap.heard().length
    const body = `{"email":"${'giant-body-'.repeat(40_000)}"}`
    expect(await postRaw(`${app.url}/api/auth/login`, body, isInPieces)).toBeOneOf([413, 'cut off'])
    expect(tap.heard().slice(before)).not.toContain('giant-body')
    expect((await sendRaw(app.url, '/api/auth/session')).status).toBe(401)
  })
})

/** Posts on a connection of its own. Whoever has heard enough may close it before the sender is done. */
function postRaw(url: string, body: string, isInPieces: boolean): Promise<number | 'cut off'> {
  return new Promise((resolve) => {
    const length = isInPieces ? {} : { 'content-length': Buffer.byteLength(body) }
    const headers = { 'content-type': 'application/json', ...length }
    const sent = request(url, { method: 'POST', agent: false, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', () => resolve('cut off'))
    sent.end(body)
  })
}

/** Something at the server's address that is not the server, and says this to whoever asks. */
async function startImpostor(says: string): Promise<{ readonly url: string; readonly stop: () => void }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => says !== '' && socket.end(says, 'latin1'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

const answerWith = (status: string, ...headers: readonly string[]): string =>
  [`HTTP/1.1 ${status}`, ...headers, 'connection: close', 'content-length: 2', '', '{}'].join('\r\n')

describe.each(MOUNTED)('before something that is not the server, mounted with %s', (_, start) => {
  async function through(
    says: string,
    path = '/api/auth/session',
  ): Promise<{ readonly status: number; readonly text: string }> {
    const impostor = await startImpostor(says)
    const app = await start({ url: impostor.url, port: await freePort(), timeoutMs: 500 })
    try {
      return await sendRaw(app.url, path)
    } finally {
      await app.close()
      impostor.stop()
    }
  }

  test('nobody is sent elsewhere', async () => {
    for (const status of ['301 Moved', '302 Found', '307 Temporary', '308 Permanent', '304 Not Modified']) {
      for (const path of ['/api/auth/session', '/api/auth/pages/account']) {
        const says = answerWith(status, 'location: https://evil.example/')
        const { status: answered, text } = await through(says, path)
        expect([status, path, answered]).toEqual([status, path, 503])
        expect(text).not.toContain('evil.example')
        expect(text).not.toMatch(/^location:/im)
      }
    }
  })

  test('no header comes through that is not on the list, and no cookie that is not ours', async () => {
    const { status, text } = await through(
      answerWith(
        '200 OK',
        'content-type: application/json',
        'set-cookie: coatcheck=mine; Domain=evil.example; Path=/; HttpOnly',
        'set-cookie: __Host-coatcheck=mine; Path=/; Secure;DOMAIN=evil.example',
        'set-cookie: session=theirs; Path=/',
        'set-cookie: __Host-other=theirs; Path=/; Secure',
        'clear-site-data: "*"',
        'strict-transport-security: max-age=theirs',
        'service-worker-allowed: /',
        'refresh: 0;url=https://evil.example/',
        'x-theirs: theirs',
      ),
    )
    expect(status).toBe(200)
    expect(text.match(/^set-cookie: .*$/gim)).toEqual([
      'set-cookie: coatcheck=mine; Path=/; HttpOnly',
      'set-cookie: __Host-coatcheck=mine; Path=/; Secure',
    ])
    expect(text).not.toMatch(/theirs|evil\.example|clear-site-data|service-worker/i)
    expect(text).toMatch(/^x-content-type-options: nosniff\r$/im)
  })

  test('no line is added by a cookie', async () => {
    for (const line of [
      'set-cookie: coatcheck=a\rx-added: 1',
      'set-cookie: coatcheck=a\nx-theirs: 1\r\nset-cookie: b=1',
      'set-cookie: coatcheck=a\u0000x-added: 1',
      'set-cookie: coatcheck=\u008a\u008dx-added: 1',
      'set-cookie: coatcheck=a\r\n x-added: 1',
    ])
      expect((await through(answerWith('200 OK', line))).text).not.toMatch(/^(?:x-added|x-theirs):/im)
  })

  test('errors of whoever stands in front are not shown', async () => {
    const { status, text } = await through(
      answerWith('502 Bad Gateway', 'content-type: text/html', 'server: edge'),
    )
    expect([status, text]).toEqual([503, expect.stringContaining('"server_unavailable"')])
    expect(text).not.toMatch(/^server: edge/im)
  })

  test('what says nothing is not waited for', async () => {
    expect((await through('')).text).toContain('"server_unavailable"')
  })

  test('what is no HTTP is no answer', async () => {
    expect((await through('hello\r\n\r\n')).text).toContain('"server_unavailable"')
  })
})
