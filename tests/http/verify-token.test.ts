/** A backend beside a running server: it fetches the keys once and tells from a token, or a cookie, who is asking. */

import { authenticateRequest, createVerifier, sessionCookieName, type Verifier } from '@coatcheck/sdk/backend'
import { afterEach, describe, expect, test } from 'vitest'
import { Browser, PASSWORD, register, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck | undefined

afterEach(() => coatcheck?.close())

async function start(environment: { readonly [name: string]: string } = {}): Promise<{
  readonly coatcheck: RunningCoatcheck
  readonly verifier: Verifier
}> {
  const running = await startCoatcheck({ environment })
  coatcheck = running
  return {
    coatcheck: running,
    verifier: createVerifier({ issuer: running.url, now: () => running.clock.nowMs() }),
  }
}

describe('a backend', () => {
  test.each(['ES256', 'EdDSA', 'RS256'])(
    'verifies what the server signs with %s, for as long as it is good',
    async (algorithm) => {
      const { coatcheck: server, verifier } = await start({ COATCHECK_TOKEN_ALGORITHM: algorithm })
      const app = new TokenApp(server.url, (await register(server.url, 'ada@example.com')).body)
      const verified = await verifier.verify(app.accessToken)
      expect(verified).toMatchObject({
        ok: true,
        tokenType: 'session',
        claims: { iss: server.url, fva: [0, -1] },
      })
      expect(verified.ok && verified.claims.sub.startsWith('user_')).toBe(true)
      server.clock.advance(65_000)
      expect(await verifier.verify(app.accessToken)).toMatchObject({ reason: 'token-expired' })
      await app.refresh()
      expect(await verifier.verify(app.accessToken)).toMatchObject({ ok: true })
    },
  )

  test('knows the person by the cookie that the server set, and asks a write where it comes from', async () => {
    const { coatcheck: server, verifier } = await start()
    const { body } = await register(server.url, 'ada@example.com')
    const browser = new Browser(server.url)
    await browser.send('/api/auth/login', { body: { email: 'ada@example.com', password: PASSWORD } })
    expect(browser.cookies.has(sessionCookieName(server.url))).toBe(true)
    const ask = (method: string, headers: Record<string, string>) =>
      authenticateRequest(
        verifier,
        new Request('http://localhost:3000/', { method, headers: { ...browser.cookieHeader(), ...headers } }),
        { allowedOrigins: ['http://localhost:3000'] },
      )
    const userId = (body['user'] as { readonly id: string }).id
    expect(await ask('GET', {})).toMatchObject({ isSignedIn: true, userId })
    expect(await ask('POST', { origin: 'http://localhost:3000' })).toMatchObject({ isSignedIn: true, userId })
    expect(await ask('POST', { origin: 'http://localhost:5173' })).toMatchObject({
      reason: 'token-cross-site',
    })
  })

  test('takes none of the other credentials of a person for a session token', async () => {
    const { coatcheck: server, verifier } = await start()
    const app = new TokenApp(server.url, (await register(server.url, 'ada@example.com')).body)
    expect(await verifier.verify(app.refreshToken)).toMatchObject({ reason: 'token-malformed' })
    expect(await verifier.verify(server.adminKey)).toMatchObject({ reason: 'token-malformed' })
  })
})
