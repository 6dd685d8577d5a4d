/** How large a session token may be: 4,000 bytes, and a mint beyond says which claims are to blame. */

import { MAX_TOKEN_BYTES } from '@coatcheck/core'
import { sessionCookieName } from '@coatcheck/sdk/backend'
import { afterEach, describe, expect, test } from 'vitest'
import { Browser, PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck | undefined

afterEach(() => coatcheck?.close())

/** Origins of neighbouring lengths. Base64url makes four bytes of three, so the token grows with almost each. */
const ORIGINS = Array.from({ length: 8 }, (_, i) => `https://${'o'.repeat(2473 + i)}.example`)
const TOO_LONG = `https://${'o'.repeat(3000)}.example`

describe('a session token', () => {
  test('of up to 4,000 bytes is minted, and is what the cookie says', async () => {
    coatcheck = await startCoatcheck({ environment: { COATCHECK_ALLOWED_ORIGINS: ORIGINS.join(',') } })
    const { url } = coatcheck
    await register(url, 'ada@example.com')
    const browser = new Browser(url)
    await browser.send('/api/auth/login', { body: { email: 'ada@example.com', password: PASSWORD } })
    for (const origin of ORIGINS) {
      const minted = await browser.send('/api/auth/session/token', { body: {}, headers: { origin } })
      expect(minted.status).toBe(200)
      const token = String(minted.body['token'])
      expect(browser.cookies.get(sessionCookieName(url))).toBe(token)
      expect(token.length).toBeLessThanOrEqual(MAX_TOKEN_BYTES)
      expect(token.length).toBeGreaterThan(MAX_TOKEN_BYTES - 50)
    }
  })

  test('that would be larger is refused by the name of its largest claim, and nobody is signed out', async () => {
    coatcheck = await startCoatcheck({
      environment: { COATCHECK_ALLOWED_ORIGINS: TOO_LONG, COATCHECK_LOG_LEVEL: 'silent' },
    })
    const { url } = coatcheck
    const app = new TokenApp(url, (await register(url, 'ada@example.com')).body)
    const headers = { 'idempotency-key': 'a'.repeat(43) }
    const body = { refreshToken: app.refreshToken }
    const refused = await send(url, '/api/auth/refresh', { body, headers: { ...headers, origin: TOO_LONG } })
    expect(refused).toMatchObject({ status: 500, body: { code: 'token_too_large' } })
    expect(refused.body['detail']).toMatch(/largest claims: azp \(\d+ bytes\), /)
    const again = await send(url, '/api/auth/refresh', { body, headers })
    expect(again).toMatchObject({ status: 200, body: { accessToken: expect.any(String) } })
  })
})
