/** Hooks on the wire: what is sent and how it is signed, and what is no answer. */

import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { fakeClock } from '@coatcheck/core/testing'
import { adminClient } from '../support/admin-client.ts'
import { type Json, login, PASSWORD, register } from '../support/api-client.ts'
import { type HookServer, startHookServer, webhookSecret } from '../support/hook-server.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const EMAIL = 'ada@example.com'
const FAILED = { status: 503, body: { code: 'hook_failed' } }

let hooks: HookServer
let coatcheck: RunningCoatcheck | null = null

beforeEach(async () => {
  hooks = await startHookServer()
})
afterEach(async () => {
  await coatcheck?.close()
  coatcheck = null
  await hooks.close()
})

async function start(environment: { readonly [name: string]: string }): Promise<RunningCoatcheck> {
  coatcheck = await startCoatcheck({
    clock: fakeClock(Date.now()), // the library that checks signatures looks at the real one
    environment: { COATCHECK_LOG_LEVEL: 'silent', ...environment },
  })
  return coatcheck
}

const users = async (running: RunningCoatcheck): Promise<readonly Json[]> =>
  await adminClient(running).list('/users')

describe('a question', () => {
  test('is signed JSON, which the library of Standard Webhooks verifies, and each has an id of its own', async () => {
    const { url, clock } = await start(hooks.environment('beforeSignUp'))
    expect(await register(url, EMAIL, { firstName: 'Ada' })).toMatchObject({ status: 201 })
    expect(await register(url, 'grace@example.com')).toMatchObject({ status: 201 })
    const [first, second] = hooks.asked('beforeSignUp')
    const headers = first?.headers as Record<string, string>
    expect(new Webhook(hooks.secret).verify(first?.body ?? '', headers)).toEqual({
      type: 'beforeSignUp',
      timestamp: new Date(clock.nowMs()).toISOString(),
      data: {
        method: 'password',
        user: {
          id: expect.stringMatching(/^user_/),
          email: EMAIL,
          emailVerified: false,
          firstName: 'Ada',
          lastName: null,
          username: null,
          imageUrl: null,
          locale: null,
          externalId: null,
          publicMetadata: {},
          unsafeMetadata: {},
        },
        upstream: null,
        device: { address: '127.0.0.1', userAgent: 'node' },
      },
    })
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_[0-9a-f]{32}$/),
    })
    expect(second?.headers['webhook-id']).not.toBe(headers['webhook-id'])
    expect(() => new Webhook(webhookSecret()).verify(first?.body ?? '', headers)).toThrow('signature')
  })

  test('is signed by each of two secrets, so that either end can change first', async () => {
    const added = webhookSecret()
    const environment = hooks.environment('beforeSignUp')
    const { url } = await start({
      ...environment,
      COATCHECK_HOOK_BEFORE_SIGN_UP_SECRET: `${added},${hooks.secret}`,
    })
    expect(await register(url, EMAIL)).toMatchObject({ status: 201 })
    const [asked] = hooks.asked('beforeSignUp')
    const headers = asked?.headers as Record<string, string>
    for (const secret of [added, hooks.secret])
      expect(() => new Webhook(secret).verify(asked?.body ?? '', headers)).not.toThrow()
  })

  test('never holds a password, nor a credential', async () => {
    const { url } = await start(hooks.environment('beforeSignUp', 'beforeSession', 'customClaims'))
    const { body } = await register(url, EMAIL)
    await login(url, EMAIL)
    await login(url, EMAIL, { password: 'another password' })
    const all = (['beforeSignUp', 'beforeSession', 'customClaims'] as const).flatMap(hooks.asked)
    expect(all.map(({ type }) => type).toSorted()).toEqual(
      'beforeSession beforeSession beforeSignUp customClaims customClaims'.split(' '),
    )
    const sent = JSON.stringify(all)
    for (const secret of [PASSWORD, String(body['refreshToken']), 'argon2', 'ccr_', 'private'])
      expect(sent).not.toContain(secret)
    expect(hooks.forged()).toBe(0)
  })

  test('that another server signed is seen by whoever checks', async () => {
    const environment = hooks.environment('beforeSignUp')
    const { url } = await start({ ...environment, COATCHECK_HOOK_BEFORE_SIGN_UP_SECRET: webhookSecret() })
    expect(await register(url, EMAIL)).toMatchObject(FAILED)
    expect(hooks.forged()).toBe(1)
  })
})

/** Answers of a hook that are none. */
const BAD: readonly (readonly [string, (response: ServerResponse) => void])[] = [
  ['an error', (response) => send(response, '{"allow":true}', { status: 500 })],
  ['another success', (response) => send(response, '{"allow":true}', { status: 201 })],
  ['nothing', (response) => response.writeHead(204).end()],
  ['a page', (response) => send(response, '{"allow":true}', { type: 'text/html' })],
  ['no type', (response) => response.writeHead(200).end('{"allow":true}')],
  ['no JSON', (response) => send(response, 'yes')],
  ['half of it', (response) => send(response, '{"allow":')],
  ['a list', (response) => send(response, '[{"allow":true}]')],
  ['null', (response) => send(response, 'null')],
  ['no decision', (response) => send(response, '{}')],
  ['another word', (response) => send(response, '{"allow":"true"}')],
  ['both', (response) => send(response, '{"allow":false,"allow":true}')],
  ['a member that nobody knows', (response) => send(response, '{"allow":true,"publicMetaData":{}}')],
  ['a prototype', (response) => send(response, '{"__proto__":{"allow":true}}')],
  ['no reason', (response) => send(response, '{"allow":false}')],
  ['a reason of two lines', (response) => send(response, '{"allow":false,"message":"a\\nb"}')],
  ['a reason that turns around', (response) => send(response, '{"allow":false,"message":"a\\u202eb"}')],
  ['a long reason', (response) => send(response, JSON.stringify({ allow: false, message: 'a'.repeat(201) }))],
  ['bytes that are no text', (response) => send(response, Buffer.from([0x7b, 0xff, 0x7d]))],
  ['depth', (response) => send(response, `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`)],
  ['too much', (response) => send(response, JSON.stringify({ allow: true, x: 'a'.repeat(70_000) }))],
  ['a cut connection', (response) => response.destroy()],
  [
    'a cut answer',
    (response) => void response.writeHead(200, JSON_TYPE).write('{"all', () => response.destroy()),
  ],
]
const JSON_TYPE = { 'content-type': 'application/json' }

function send(
  response: ServerResponse,
  body: string | Buffer,
  { status = 200, type = 'application/json' }: { readonly status?: number; readonly type?: string } = {},
): void {
  response.writeHead(status, { 'content-type': type }).end(body)
}

describe('no answer', () => {
  test('is any of these: the request is refused, to be repeated, and nothing was done', async () => {
    const { url, clock } = await start(hooks.environment('beforeSignUp'))
    for (const [what, answer] of BAD) {
      clock.advance(600_000) // so many sign-ups from one address are refused otherwise
      hooks.onRequest('beforeSignUp', answer)
      const { status, body, headers } = await register(url, EMAIL)
      expect({ what, status, code: body['code'], wait: headers.get('retry-after') }).toEqual({
        what,
        status: 503,
        code: 'hook_failed',
        wait: '1',
      })
      expect(Object.keys(body).toSorted()).toEqual(['code', 'status', 'title', 'type'])
    }
    expect(hooks.asked('beforeSignUp')).toHaveLength(BAD.length) // each once
    expect(await users(coatcheck!)).toEqual([])
    hooks.on('beforeSignUp', () => ({ allow: true }))
    expect(await register(url, EMAIL)).toMatchObject({ status: 201 })
  })

  test('is what another address would say: redirects are not followed', async () => {
    const { url } = await start(hooks.environment('beforeSession'))
    hooks.onRequest('beforeSession', (response) =>
      response.writeHead(307, { location: '/beforeSignUp' }).end(),
    )
    expect(await register(url, EMAIL)).toMatchObject(FAILED)
    expect(hooks.asked('beforeSession')).toHaveLength(1)
  })

  test('comes from where nobody listens', async () => {
    const port = await freePort()
    const { url } = await start({
      ...hooks.environment('beforeSignUp'),
      COATCHECK_HOOK_BEFORE_SIGN_UP_URL: `http://localhost:${port}/`,
    })
    expect(await register(url, EMAIL)).toMatchObject(FAILED)
  })

  test('is waited for until the time is up, and then the connection is closed', async () => {
    const { url } = await start({ ...hooks.environment('beforeSignUp'), COATCHECK_HOOK_TIMEOUT_MS: '100' })
    const closed: Promise<unknown>[] = []
    const notClosed = (response: ServerResponse): void => {
      closed.push(new Promise((resolve) => response.once('close', resolve)))
    }
    // Where all is slow, the time may be up before the question has arrived.
    const refuseUntilAsked = async (times: number): Promise<void> => {
      while (closed.length < times) expect(await register(url, EMAIL)).toMatchObject(FAILED)
    }
    hooks.onRequest('beforeSignUp', notClosed) // not a byte
    await refuseUntilAsked(1)
    hooks.onRequest('beforeSignUp', (response) => {
      notClosed(response)
      response.writeHead(200, JSON_TYPE).write('{"allow":') // and never the rest
    })
    await refuseUntilAsked(2)
    await Promise.all(closed)
    expect(await users(coatcheck!)).toEqual([])
  })
})
