/** Every error of the contract is answered by somebody: those that no other test provokes, and the proof of all. */

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ERRORS } from '@coatcheck/core/protocol'
import { describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { Browser, login, PASSWORD, register, send } from '../support/api-client.ts'
import { startCoatcheck } from '../support/start-coatcheck.ts'

const TESTS = fileURLToPath(new URL('..', import.meta.url))

test('each code is expected by a test', () => {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts'),
  )
  const all = files.map((file) => readFileSync(`${TESTS}/${file}`, 'utf8')).join('\n')
  const untested = Object.keys(ERRORS).filter((code) => !all.includes(`'${code}'`))
  expect(untested).toEqual([])
})

test('only what says so signs a client out, and nothing that passes asks for anything else than another try', () => {
  const codesOf = (recovery: string) =>
    Object.entries(ERRORS)
      .filter(([, error]) => error.recovery === recovery)
      .map(([code]) => code)
  expect(codesOf('sign-out')).toEqual(['refresh_invalid', 'refresh_reused', 'session_ended'])
  const passing = Object.values(ERRORS).filter(({ status }) => status === 429 || status >= 500)
  expect(new Set(passing.map(({ recovery }) => recovery))).toEqual(new Set(['retry', 'fix-request']))
})

describe('answered', () => {
  test('cookie_conflict: two values of one cookie, which are cleared', async () => {
    const environment = {
      COATCHECK_URL: 'https://auth.example.com',
      COATCHECK_SECRET: 'a secret that is long enough for production',
    }
    const coatcheck = await startCoatcheck({ environment })
    const headers = { cookie: '__Host-coatcheck=cc_one; __Host-coatcheck=cc_two' }
    const answer = await send(`http://localhost:${coatcheck.port}`, '/api/auth/session', { headers })
    expect(answer).toMatchObject({ status: 400, body: { code: 'cookie_conflict' } })
    expect(answer.headers.getSetCookie().every((cookie) => cookie.includes('Max-Age=0'))).toBe(true)
    await coatcheck.close()
  })

  test('token_invalid: with what is wrong with the token', async () => {
    const coatcheck = await startCoatcheck()
    expect(await send(coatcheck.url, '/api/auth/session', { bearer: 'a.b.c' })).toMatchObject({
      status: 401,
      body: { code: 'token_invalid', reason: 'token-malformed' },
    })
    await coatcheck.close()
  })

  test('session_not_found: a session of somebody else is none', async () => {
    const coatcheck = await startCoatcheck()
    const { url } = coatcheck
    const { id } = (await register(url, 'grace@example.com')).body['session'] as { readonly id: string }
    const browser = new Browser(url)
    await browser.send('/api/auth/register', {
      body: { email: 'ada@example.com', password: PASSWORD, transport: 'cookie' },
    })
    expect(await browser.send(`/api/auth/sessions/${id}`, { method: 'DELETE' })).toMatchObject({
      status: 404,
      body: { code: 'session_not_found' },
    })
    expect(await browser.send('/api/auth/session', { headers: { 'coatcheck-session': id } })).toMatchObject({
      status: 404,
      body: { code: 'session_not_found' },
    })
    await coatcheck.close()
  })

  test('session_limit_reached: where the policy denies one more', async () => {
    const coatcheck = await startCoatcheck()
    const { url } = coatcheck
    await adminClient(coatcheck).patch('/policy', { maxSessionsPerUser: 1, atSessionLimit: 'deny' })
    await register(url, 'ada@example.com')
    expect(await login(url, 'ada@example.com')).toMatchObject({
      status: 409,
      body: { code: 'session_limit_reached' },
    })
    await coatcheck.close()
  })

  test('server_busy: more passwords at once than can wait', async () => {
    const environment = { COATCHECK_TRUST_PROXY: '1' }
    const coatcheck = await startCoatcheck({ environment, passwordCost: 'in-earnest' })
    const tries = Array.from({ length: 400 }, (_, index) =>
      send(coatcheck.url, '/api/auth/login', {
        headers: { 'x-forwarded-for': `192.0.2.${index % 200}` },
        body: { email: `nobody-${index}@example.com`, password: PASSWORD },
      }),
    )
    const answers = await Promise.all(tries)
    const busy = answers.find(({ body }) => body['code'] === 'server_busy')
    expect(busy).toMatchObject({ status: 503 })
    expect(Number(busy?.headers.get('retry-after'))).toBeGreaterThan(0)
    await coatcheck.close()
  }, 120_000)

  test('internal_error: a bug of ours, of which nothing is told', async () => {
    const coatcheck = await startCoatcheck({ environment: { COATCHECK_LOG_LEVEL: 'silent' } })
    await coatcheck.server.store.close() // under its feet, as nothing that we know of does
    const answer = await send(coatcheck.url, '/api/auth/login', {
      body: { email: 'ada@example.com', password: PASSWORD },
    })
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } })
    expect(Object.keys(answer.body).toSorted()).toEqual(['code', 'status', 'title', 'type'])
    await coatcheck.close()
  })
})
