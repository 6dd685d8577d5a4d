/** Who may read answers in a browser, and what a wrong method gets. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const ALLOWED = 'https://app.example'
let coatcheck: RunningCoatcheck

beforeAll(async () => {
  coatcheck = await startCoatcheck({ environment: { COATCHECK_ALLOWED_ORIGINS: ALLOWED } })
})
afterAll(() => coatcheck.close())

const preflight = (origin: string) =>
  send(coatcheck.url, '/api/auth/refresh', {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'idempotency-key',
    },
  })

test('an allowed origin passes the preflight and reads answers, with cookies', async () => {
  const asked = await preflight(ALLOWED)
  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-origin')).toBe(ALLOWED)
  expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('idempotency-key')
  const answer = await send(coatcheck.url, '/api/auth/client', { headers: { origin: ALLOWED } })
  expect(answer.headers.get('access-control-allow-origin')).toBe(ALLOWED)
  expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
  expect(answer.headers.get('vary')).toContain('Origin')
})

test.each(['https://evil.example', 'null', 'https://app.example.evil.example', 'http://app.example'])(
  'the origin %s reads nothing',
  async (origin) => {
    expect((await preflight(origin)).headers.has('access-control-allow-origin')).toBe(false)
    const answer = await send(coatcheck.url, '/api/auth/client', { headers: { origin } })
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
  },
)

test('a method that a path does not have is named as such, with those that it has', async () => {
  const answer = await send(coatcheck.url, '/api/auth/sessions/sess_x', { method: 'PUT', body: {} })
  expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } })
  expect(answer.headers.get('allow')).toBe('DELETE')
  expect(await send(coatcheck.url, '/api/auth/nothing')).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
})
