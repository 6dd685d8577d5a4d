/** How the admin client behaves when something is wrong: with a request, with a key, with the way to the server. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  AdminError,
  type AdminClient,
  type AdminClientOptions,
  type AdminUser,
  CoatcheckError,
  createAdminClient,
} from '@coatcheck/sdk/admin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { listen, type RunningApp } from './backend.ts'

let coatcheck: RunningCoatcheck
let key: string
beforeAll(async () => {
  coatcheck = await startCoatcheck({ passwordCost: 'in-earnest' })
  key = coatcheck.adminKey
})
afterAll(() => coatcheck.close())

/** A client, and what it asked for. */
function spying(options: Partial<AdminClientOptions> = {}): {
  readonly admin: AdminClient
  readonly requests: Request[]
} {
  const requests: Request[] = []
  const { fetch: send = fetch, ...others } = options
  const spy: typeof fetch = async (input, init) => {
    requests.push(new Request(input, init))
    return await send(input, init)
  }
  return { admin: createAdminClient({ url: coatcheck.url, key, ...others, fetch: spy }), requests }
}

/** What a call was refused with. */
async function errorOf(call: Promise<unknown>): Promise<AdminError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AdminError)) throw new Error(`this is no AdminError: ${String(error)}`)
  return error
}

/** What answers in the server's place until it goes on to the server. */
async function startFront(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => 'answered' | 'go on',
): Promise<RunningApp & { readonly count: () => number }> {
  let count = 0
  const app = await listen((request, response) => {
    count += 1
    if (answer(request, response, count) === 'answered') return
    const { method = 'GET', url = '', headers } = request
    const sent = fetch(coatcheck.url + url, {
      method,
      headers: { authorization: headers.authorization ?? '' },
    })
    void sent.then(async (came) => {
      response.writeHead(came.status, { 'content-type': came.headers.get('content-type') ?? '' })
      response.end(await came.text())
    })
  })
  return { ...app, count: () => count }
}

function refuse(response: ServerResponse, headers: Record<string, string> = {}): 'answered' {
  response.writeHead(503, { 'content-type': 'application/problem+json', ...headers })
  response.end(JSON.stringify({ type: 'x', title: 'No.', status: 503, code: 'store_unavailable' }))
  return 'answered'
}

describe('an error', () => {
  test('tells what the API says: status, code, field, detail and all problems of a template', async () => {
    const { admin } = spying()
    await admin.users.create({ email: 'taken@example.com' })
    const taken = await errorOf(admin.users.create({ email: 'taken@example.com' }))
    expect(taken).toMatchObject({ status: 409, code: 'email_taken', field: 'body.email', retryable: false })
    expect(taken.message).toMatch(/^POST \/api\/admin\/users: 409 email_taken \(body\.email\): /)
    const wrong = await errorOf(admin.users.list({ limit: 0 }))
    expect(wrong).toMatchObject({ status: 400, code: 'invalid_request', field: 'query.limit' })
    expect(wrong.detail).toEqual(expect.any(String))
    const invalid = await errorOf(admin.templates.create({ name: 'x', text: '{ "iss": "{{nobody.id}}" }' }))
    expect(invalid).toMatchObject({ code: 'template_invalid' })
    expect(invalid.problems).toContainEqual(expect.objectContaining({ code: 'claim_reserved', line: 1 }))
  })

  test('of a key that is unknown or lacks the scope says so', async () => {
    const { admin } = spying()
    const made = await admin.adminKeys.create({ name: 'reader', scopes: ['read'] })
    const reader = createAdminClient({ url: coatcheck.url, key: made.key })
    expect(await errorOf(reader.users.create({}))).toMatchObject({ status: 403, code: 'scope_missing' })
    const stranger = createAdminClient({ url: coatcheck.url, key: `${key.slice(0, -4)}AAAA` })
    expect(await errorOf(stranger.users.list())).toMatchObject({ status: 401, code: 'credential_invalid' })
  })
})

describe('a list', () => {
  test('comes page by page to whoever goes through all of it, and no further than they go', async () => {
    const { admin, requests } = spying()
    const made: AdminUser[] = []
    for (let i = 0; i < 7; i++) {
      coatcheck.clock.advance(1000)
      made.unshift(await admin.users.create({ firstName: 'Paged', username: `paged-${i}` }))
    }
    requests.length = 0
    const found: AdminUser[] = []
    for await (const user of admin.users.all({ query: 'Paged', limit: 3 })) found.push(user)
    expect(found).toEqual(made)
    expect(requests).toHaveLength(3)
    requests.length = 0
    for await (const user of admin.users.all({ query: 'Paged', limit: 3 }))
      if (user.username === 'paged-4') break
    expect(requests).toHaveLength(1)
  })
})

describe('a request', () => {
  test('leaves out what is undefined, and keeps what an id holds out of the path', async () => {
    const { admin, requests } = spying()
    await admin.users.list({ email: undefined, query: 'a&limit=1', limit: 2 })
    expect(new URL(requests[0]!.url).search).toBe('?query=a%26limit%3D1&limit=2')
    expect(await errorOf(admin.users.get('a/../../policy?x#y'))).toMatchObject({ field: 'path.id' })
    expect(new URL(requests[1]!.url).pathname).toBe('/api/admin/users/a%2F..%2F..%2Fpolicy%3Fx%23y')
  })

  test.each(['', '.', '..', undefined as unknown as string])('for the id %j is not sent', async (id) => {
    const { admin, requests } = spying()
    expect(await errorOf(admin.sessions.revoke(id))).toMatchObject({ code: 'invalid_request', status: null })
    expect(requests).toEqual([])
  })

  test('carries an Idempotency-Key that is given: the session that it opens needs them', async () => {
    const { admin, requests } = spying()
    const { id } = await admin.users.create({})
    await admin.users.impersonate(id, {}, { idempotencyKey: 'b2f3d7a0c4e14f6b' })
    expect(requests[1]!.headers.get('idempotency-key')).toBe('b2f3d7a0c4e14f6b')
  })
})

describe('a server that cannot answer now', () => {
  test('is asked again for what is read', async () => {
    const front = await startFront((_, response, count) =>
      count < 3 ? refuse(response, { 'retry-after': '0' }) : 'go on',
    )
    const admin = createAdminClient({ url: front.url, key })
    expect((await admin.policy.get()).preset).toEqual(expect.any(String))
    expect(front.count()).toBe(3)
    await front.close()
  })

  test('is not asked again for what may have been written', async () => {
    const front = await startFront((_, response) => refuse(response, { 'retry-after': '0' }))
    const admin = createAdminClient({ url: front.url, key })
    expect(await errorOf(admin.users.create({}))).toMatchObject({
      code: 'store_unavailable',
      status: 503,
      retryAfterSeconds: 0,
      retryable: true,
    })
    expect(front.count()).toBe(1)
    await front.close()
  })

  test('is asked again for a write that it was too busy to begin', async () => {
    const statuses: number[] = []
    const { admin } = spying({
      timeoutMs: 100_000,
      fetch: async (input, init) => {
        const response = await fetch(input, init)
        statuses.push(response.status)
        return response
      },
    })
    const creating = admin.users.create({ email: 'patient@example.com', password: PASSWORD })
    // Until it has been turned away, no other password gets a turn.
    const { passwords } = coatcheck.server
    const others: Promise<unknown>[] = []
    while (statuses.length === 0) {
      while (passwords.isBusy() === null) others.push(passwords.hash(PASSWORD))
      await nextTurn()
    }
    expect(await creating).toMatchObject({ email: 'patient@example.com', hasPassword: true })
    expect(statuses.pop()).toBe(201)
    expect(new Set(statuses)).toEqual(new Set([503]))
    await Promise.all(others)
  }, 120_000)

  test('that wants more time than there is gets no second try', async () => {
    const front = await startFront((_, response) => refuse(response, { 'retry-after': '3600' }))
    const admin = createAdminClient({ url: front.url, key })
    expect(await errorOf(admin.users.list())).toMatchObject({ status: 503, retryAfterSeconds: 3600 })
    expect(front.count()).toBe(1)
    await front.close()
  })
})

describe('a connection', () => {
  let proxy: CuttingProxy
  beforeAll(async () => {
    proxy = await startCuttingProxy(coatcheck.port)
  })
  afterAll(() => proxy.stop())

  test('that broke off is made anew for what is read, and for nothing else', async () => {
    proxy.cut()
    const { admin, requests } = spying({
      url: proxy.url,
      fetch: async (input, init) => {
        if (requests.length === 2) proxy.mend()
        return await fetch(input, init)
      },
    })
    expect((await admin.roles.list()).data).not.toEqual([])
    expect(requests).toHaveLength(2)
    proxy.cut()
    const { admin: writer, requests: writes } = spying({ url: proxy.url })
    const error = await errorOf(writer.users.create({}))
    expect(error).toMatchObject({ code: 'unreachable', status: null, retryable: true })
    expect(error.message).toMatch(/^POST \/api\/admin\/users: unreachable: fetch failed: \w/)
    expect(writes).toHaveLength(1)
  })
})

describe('a call', () => {
  test('is given up when its signal says so, with the reason of the signal, while it waits too', async () => {
    const silent = await startFront(() => 'answered')
    const admin = createAdminClient({ url: silent.url, key })
    const over = new AbortController()
    const asking = admin.users.list({}, { signal: over.signal })
    await expect.poll(silent.count).toBe(1)
    over.abort(new Error('the page was left'))
    await expect(asking).rejects.toThrow('the page was left')
    await silent.close()

    const busy = await startFront((_, response) => refuse(response, { 'retry-after': '20' }))
    const leaving = new AbortController()
    const waiting = createAdminClient({ url: busy.url, key }).users.list({}, { signal: leaving.signal })
    await expect.poll(busy.count).toBe(1)
    leaving.abort(new Error('the page was left'))
    await expect(waiting).rejects.toThrow('the page was left')
    await busy.close()
  })

  test('that has been given up before it began is not made', async () => {
    const { admin, requests } = spying()
    await expect(admin.users.list({}, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/)
    expect(requests.filter(({ signal }) => !signal.aborted)).toEqual([])
  })

  test('ends when its time is over', async () => {
    const silent = await startFront(() => 'answered')
    const admin = createAdminClient({ url: silent.url, key, timeoutMs: 100 })
    expect(await errorOf(admin.users.delete('user_1'))).toMatchObject({
      code: 'timed-out',
      status: null,
      detail: 'No answer came within 100 ms.',
    })
    await silent.close()
  })
})

describe('the key', () => {
  test('follows no redirect', async () => {
    const elsewhere = await startFront((_, response) => refuse(response))
    const front = await startFront((_, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/api/admin/users` }).end()
      return 'answered'
    })
    const admin = createAdminClient({ url: front.url, key })
    expect(await errorOf(admin.users.create({}))).toMatchObject({ code: 'answer-invalid', status: 307 })
    expect(elsewhere.count()).toBe(0)
    await front.close()
    await elsewhere.close()
  })

  test('is in no error, whatever came, and not in the client', async () => {
    const echo = await startFront(({ headers }, response) => {
      response.writeHead(400, { 'content-type': 'text/html' })
      response.end(`<pre>authorization: ${headers.authorization}</pre>`)
      return 'answered'
    })
    const thrown = Object.assign(new TypeError(`cannot send Bearer ${key}`), { headers: { key } })
    const errors = [
      await errorOf(createAdminClient({ url: echo.url, key }).users.create({})),
      await errorOf(createAdminClient({ url: coatcheck.url, key }).users.get('user_1')),
      await errorOf(createAdminClient({ url: 'http://localhost:1', key }).users.create({})),
      await errorOf(spying({ fetch: () => Promise.reject(thrown) }).admin.users.create({})),
    ]
    await echo.close()
    expect(errors.map(({ code }) => code)).toEqual([
      'answer-invalid',
      'invalid_request',
      'unreachable',
      'unreachable',
    ])
    for (const shown of [...errors, createAdminClient({ url: coatcheck.url, key })]) {
      const text = inspect(shown, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(shown)
      expect(text).not.toContain(key)
    }
    expect(errors[3]?.message).toContain('cannot send Bearer [secret]')
  })

  test.each([
    ['a verifier key', { key: 'ccv_abc' }, /^key is an admin key/],
    ['no key', { key: '' }, /^key is an admin key/],
    ['a key with a line break', { key: 'ccadm_abc\n' }, /^key is an admin key/],
    ['no URL', { url: 'auth.example.com' }, /^url is the origin/],
    ['a URL with credentials', { url: 'https://root:hunter2@auth.example.com' }, /^url is the origin/],
    ['a URL with a path', { url: 'https://auth.example.com/api/admin' }, /^url is the origin/],
    ['another protocol', { url: 'ftp://auth.example.com' }, /^url is the origin/],
    ['plain http', { url: 'http://auth.example.com' }, /^url is https, or http on localhost/],
    ['no time', { timeoutMs: 0 }, /^timeoutMs is a whole number from 1/],
  ])('with %s no client is made, and nothing secret is said', (_, wrong, message) => {
    const options = { url: 'https://auth.example.com', key: 'ccadm_abc', ...wrong }
    expect(() => createAdminClient(options)).toThrow(CoatcheckError)
    expect(() => createAdminClient(options)).toThrow(message)
    expect(() => createAdminClient(options)).not.toThrow(/hunter2|ccv_abc/)
  })

  test('goes over plain http to another machine only for whoever calls that dangerous', async () => {
    const url = 'http://auth.internal:4000'
    const options = { url, dangerouslyAllowPlainHttp: true, fetch: () => Promise.reject(new Error('here')) }
    expect((await errorOf(spying(options).admin.users.create({}))).detail).toBe('here')
  })
})
