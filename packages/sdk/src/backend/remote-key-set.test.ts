/** Keys fetched from a real server: rarely, within bounds, and never lost to a failure. */

import { generateKeyPairSync } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  CLAIMS,
  HEADER,
  JWKS,
  NOW_SECONDS as NOW,
  publish,
  signToken,
} from '../../../../tests/support/session-tokens.ts'
import { authenticateRequest } from './authenticate-request.ts'
import { keyImporter } from '../crypto/node.ts'
import { createVerifier } from './create-verifier.ts'
import { remoteKeySet } from './remote-key-set.ts'

type Answer = (response: ServerResponse) => void

const json =
  (body: unknown, headers: Record<string, string> = { 'cache-control': 'public, max-age=600' }): Answer =>
  (response) =>
    void response.writeHead(200, headers).end(JSON.stringify(body))

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end()

const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** An issuer that gives one answer after the other, the last one forever, and a verifier of its tokens. */
async function setUp(...answers: readonly Answer[]) {
  let nowMs = NOW * 1000
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    answers[Math.min(asked.length, answers.length) - 1]?.(response)
  })
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const issuer = `http://127.0.0.1:${port}`
  const verifier = createVerifier({ issuer, now: () => nowMs, maxTokenLifetimeSeconds: 100_000 })
  const token = (kid = 'ec') => signToken({ ...HEADER, kid }, { ...CLAIMS, iss: issuer, exp: NOW + 90_000 })
  return {
    asked,
    /** Whether a fresh token is accepted: none that was verified before. */
    verify: async (kid?: string) => (await verifier.verify(token(kid))).ok,
    verifier,
    issuer,
    token,
    nowMs: () => nowMs,
    pass: (seconds: number) => void (nowMs += seconds * 1000),
    /** Waits until a fetch in the background has been answered. */
    until: async (condition: () => boolean | Promise<boolean>) => {
      while (!(await condition())) await new Promise(setImmediate)
    },
  }
}

describe('the key set of an issuer', () => {
  test('is fetched from its well-known place, once for many at the same time', async () => {
    const { verify, asked } = await setUp(json(JWKS))
    expect(await Promise.all(Array.from({ length: 20 }, () => verify()))).not.toContain(false)
    expect(asked).toEqual(['/.well-known/jwks.json'])
  })

  test('is fetched at most once in 30 seconds, whatever ids are tried', async () => {
    const { verify, asked, pass } = await setUp(json(JWKS))
    const flood = (name: string) => Promise.all(Array.from({ length: 50 }, (_, i) => verify(`${name}${i}`)))
    await flood('a')
    await flood('b')
    expect(asked).toHaveLength(1)
    pass(29.9)
    await flood('c')
    expect(asked).toHaveLength(1)
    pass(0.1)
    await flood('d')
    expect(asked).toHaveLength(2)
    expect(await verify()).toBe(true)
  })

  test('that is not there yet is asked for again after a second', async () => {
    const { verify, asked, pass } = await setUp(status(503), json(JWKS))
    expect(await verify()).toBe(false)
    expect(await verify()).toBe(false)
    expect(asked).toHaveLength(1)
    pass(1)
    expect(await verify()).toBe(true)
  })

  test('with a new key is found by the first token that names it', async () => {
    const { verify, pass } = await setUp(json({ keys: JWKS.keys.slice(1) }), json(JWKS))
    expect(await verify()).toBe(false)
    pass(30)
    expect(await verify()).toBe(true)
  })

  test.each<[string, Answer]>([
    ['an error', status(500)],
    ['an error with a key set in it', (response) => void response.writeHead(404).end('{"keys":[]}')],
    ['no JSON', (response) => void response.writeHead(200).end('<html>')],
    ['no key set', json({ keys: {} })],
    ['a member twice', (response) => void response.writeHead(200).end('{"keys":[],"keys":[]}')],
    ['65,537 bytes', json({ ...JWKS, padding: 'x'.repeat(65_536) })],
    [
      'half an answer',
      (response) =>
        void response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
    ],
    ['a redirect', status(302, { location: '/elsewhere' })],
  ])(
    'that answers %s leaves the last good one in force, and is asked again after 30 seconds',
    async (_, bad) => {
      const { verify, asked, pass, until } = await setUp(json(JWKS), bad, bad, json({ keys: [] }))
      expect(await verify()).toBe(true)
      pass(3_600)
      expect(await verify()).toBe(true)
      expect(await verify('new')).toBe(false)
      expect(asked).toHaveLength(2)
      pass(30)
      expect(await verify()).toBe(true)
      await until(() => asked.length === 3)
      expect(asked).not.toContain('/elsewhere')
    },
  )

  test('that is past its max-age is renewed while its keys go on, and a key that it dropped is refused', async () => {
    const { verify, asked, pass, until } = await setUp(json(JWKS), json({ keys: [] }))
    expect(await verify()).toBe(true)
    pass(599)
    expect(await verify()).toBe(true)
    expect(asked).toHaveLength(1)
    pass(1)
    expect(await verify()).toBe(true)
    await until(async () => !(await verify()))
    expect(asked).toHaveLength(2)
  })

  test('that nobody asked for twice its max-age is waited for: no token passes on a key that was withdrawn', async () => {
    const { verify, pass } = await setUp(json(JWKS), json({ keys: [] }))
    expect(await verify()).toBe(true)
    pass(1_200)
    expect(await Promise.all([verify(), verify()])).toEqual([false, false])
  })

  test('that could not be renewed is not waited for again, however long its issuer is away', async () => {
    const waiting: ServerResponse[] = []
    const slow: Answer = (response) => void waiting.push(response)
    const { verify, pass, until } = await setUp(json(JWKS), status(503), slow)
    expect(await verify()).toBe(true)
    pass(1_200)
    expect(await verify()).toBe(true)
    pass(30)
    const verdict = verify()
    await until(() => waiting.length === 1)
    json({ keys: [] })(waiting[0]!) // too late to be what the verdict was made by
    expect(await verdict).toBe(true)
    await until(async () => !(await verify()))
  })

  test('without a key any more ends the tokens that were verified with it', async () => {
    const { verifier, token, pass, until } = await setUp(json(JWKS), json({ keys: [] }))
    const verified = token()
    expect(await verifier.verify(verified)).toMatchObject({ ok: true })
    pass(600)
    await until(async () => !(await verifier.verify(verified)).ok)
    expect(await verifier.verify(verified)).toMatchObject({ reason: 'token-key-unknown' })
  })

  test('with another key under the same id ends them too', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { verifier, token, pass } = await setUp(
      json(JWKS),
      json({ keys: [publish(publicKey, 'ec', 'ES256')] }),
    )
    const verified = token()
    expect(await verifier.verify(verified)).toMatchObject({ ok: true })
    pass(1_200)
    expect(await verifier.verify(verified)).toMatchObject({ reason: 'token-signature-invalid' })
  })

  test('that is slow to come is not asked for twice', async () => {
    const waiting: ServerResponse[] = []
    const { verify, asked, pass, until } = await setUp((response) => void waiting.push(response))
    const first = verify()
    await until(() => waiting.length === 1)
    pass(3)
    const second = verify()
    json(JWKS)(waiting[0]!)
    expect(await Promise.all([first, second])).toEqual([true, true])
    expect(asked).toHaveLength(1)
  })

  test('is kept for a day at most, whatever a cache on the way promises', async () => {
    const { verify, asked, pass, until } = await setUp(
      json(JWKS, { 'cache-control': 'max-age=999999999' }),
      json(JWKS),
    )
    expect(await verify()).toBe(true)
    pass(86_399)
    expect(await verify()).toBe(true)
    expect(asked).toHaveLength(1)
    pass(1)
    expect(await verify()).toBe(true)
    await until(() => asked.length === 2)
  })
})

test('an issuer that does not answer is given up after five seconds', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
  const { verify } = await setUp(() => {})
  expect(await verify()).toBe(false)
  expect(timeout).toHaveBeenCalledWith(5_000)
  timeout.mockRestore()
})

describe('an issuer whose keys cannot be had', () => {
  const garbage: Answer = (response) => void response.writeHead(200).end('<html>')
  const huge: Answer = (response) => void response.writeHead(200).end(`{"keys":["${'x'.repeat(70_000)}"]}`)

  test.each([
    ['is out of order', status(500), /answered 500/],
    ['leads elsewhere', status(302, { location: 'http://127.0.0.1:1/' }), /answered 302/],
    ['answers something else', garbage, /JSON|key set/i],
    ['answers too much', huge, /more than 65536 bytes/],
  ])('that %s is no reason to sign anybody out', async (_, answer, cause) => {
    const { verifier, token, pass } = await setUp(answer, answer, json(JWKS))
    const refused = await verifier.verify(token())
    expect(refused).toMatchObject({
      ok: false,
      reason: 'keys-unavailable',
      cause: { message: expect.stringMatching(cause) },
    })
    expect(await verifier.verify(token())).toMatchObject({ reason: 'keys-unavailable' }) // nobody is asked so soon
    pass(2)
    expect(await verifier.verify(token())).toMatchObject({ reason: 'keys-unavailable' })
    pass(2)
    expect(await verifier.verify(token())).toMatchObject({ ok: true })
    expect(await verifier.verify(token('unknown'))).toMatchObject({ reason: 'token-key-unknown' })
  })

  test('is told from one that has no such key, also when it fails later', async () => {
    const { verifier, token, pass } = await setUp(json(JWKS), status(503))
    expect(await verifier.verify(token())).toMatchObject({ ok: true })
    expect(await verifier.verify(token('new'))).toMatchObject({ reason: 'token-key-unknown' })
    pass(31)
    expect(await verifier.verify(token('new'))).toMatchObject({ reason: 'keys-unavailable' })
    expect(await verifier.verify(token())).toMatchObject({ ok: true })
  })

  test('that nobody reaches is told by what the network says', async () => {
    const verifier = createVerifier({ issuer: 'http://127.0.0.1:1', now: () => NOW * 1000 })
    const request = new Request('http://localhost/', { headers: { authorization: `Bearer ${signToken()}` } })
    const state = await authenticateRequest(verifier, request)
    expect(state).toMatchObject({ isSignedIn: false, reason: 'keys-unavailable', cause: expect.any(Error) })
  })
})

describe('a key set that is said to have changed', () => {
  /** The set of an issuer, without a verifier around it. */
  async function setUpSet(...answers: readonly Answer[]) {
    const { verifier: _, issuer, ...others } = await setUp(...answers)
    const keySet = remoteKeySet({ url: issuer, fetch, nowMs: others.nowMs, importer: keyImporter })
    return { ...others, keySet, knows: async (kid: string) => (await keySet.find(kid)) !== undefined }
  }

  test('is fetched at once, however lately it was', async () => {
    const { keySet, knows, asked } = await setUpSet(json({ keys: [] }), json(JWKS))
    expect([await knows('ec'), asked.length]).toEqual([false, 1])
    keySet.renew()
    expect([await knows('ec'), asked.length]).toEqual([true, 2])
  })

  test('while it is fetched is fetched once more, for what that may have missed', async () => {
    const waiting: ServerResponse[] = []
    const slow: Answer = (response) => void waiting.push(response)
    const { keySet, knows, until, asked } = await setUpSet(slow, json(JWKS))
    const found = knows('ec')
    await until(() => waiting.length === 1)
    keySet.renew()
    keySet.renew()
    json({ keys: [] })(waiting[0]!)
    expect([await found, asked.length]).toEqual([true, 2])
  })

  test('is asked for again after a second by an id that it lacks still, for half a minute', async () => {
    const { keySet, knows, pass, asked } = await setUpSet(json({ keys: [] }))
    await knows('ec')
    keySet.renew()
    expect([await knows('ec'), await knows('ec'), asked.length]).toEqual([false, false, 2])
    pass(1)
    expect([await knows('ec'), await knows('ec'), asked.length]).toEqual([false, false, 3])
    pass(29)
    expect([await knows('ec'), asked.length]).toEqual([false, 4])
    pass(29)
    expect([await knows('ec'), asked.length]).toEqual([false, 4])
  })
})
