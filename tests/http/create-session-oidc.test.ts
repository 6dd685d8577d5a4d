/** The exchange with a real OpenID Connect provider as the upstream, through its authorization code flow. */

import { fakeClock } from '@coatcheck/core/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Json, send } from '../support/api-client.ts'
import { exchange, failureReason } from '../support/exchange.ts'
import { type OidcProvider, startOidcProvider } from '../support/oidc-provider.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let provider: OidcProvider

beforeAll(async () => {
  provider = await startOidcProvider()
  coatcheck = await startCoatcheck({ clock: fakeClock(Date.now()) })
  const upstream = { issuer: provider.issuer, audiences: [provider.clientId], algorithms: ['RS256'] }
  await adminClient(coatcheck).post('/upstreams', upstream)
})
afterAll(async () => {
  await coatcheck.close()
  await provider.close()
})

/** The provider lives by the real clock. */
async function signIn(accountId: string): Promise<Json> {
  const tokens = await provider.signIn(accountId)
  coatcheck.clock.advance(Date.now() - coatcheck.clock.nowMs())
  return tokens
}

test('an id_token gives a 7-day session of the person who signed in there', async () => {
  const { id_token: idToken } = await signIn('ada')
  const { status, body } = await exchange(coatcheck, String(idToken))
  expect(status).toBe(200)
  expect(body['user']).toMatchObject({
    email: 'ada@example.com',
    emailVerified: true,
    firstName: 'Ada',
    lastName: 'Lovelace',
  })
  const left = Date.parse(String(body['expiresAt'])) - coatcheck.clock.nowMs()
  expect(left).toBeGreaterThan(7 * 86_400_000 - 60_000)
  expect(left).toBeLessThanOrEqual(7 * 86_400_000)
  const session = await send(coatcheck.url, '/api/auth/session', { bearer: String(body['sessionToken']) })
  expect(session).toMatchObject({ status: 200, body: { session: { status: 'active' } } })
})

test('it works once, and the next sign-in there is the same user here', async () => {
  const first = await signIn('bob')
  const { body } = await exchange(coatcheck, String(first['id_token']))
  expect(await exchange(coatcheck, String(first['id_token']))).toMatchObject({
    status: 409,
    body: { code: 'upstream_token_used' },
  })
  const next = await exchange(coatcheck, String((await signIn('bob'))['id_token']))
  expect(next).toMatchObject({ status: 200 })
  expect((next.body['user'] as Json)['id']).toBe((body['user'] as Json)['id'])
})

test('its access token is no id_token', async () => {
  const { access_token: accessToken } = await signIn('cyd')
  expect(await exchange(coatcheck, String(accessToken))).toMatchObject({
    status: 401,
    body: { code: 'upstream_token_invalid' },
  })
  expect(await failureReason(coatcheck)).toBe('token-malformed')
})
