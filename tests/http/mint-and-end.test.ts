/** A session that ends between the reading of a request and its write: no token comes out of it. */

import { BY_SYSTEM, parseId } from '@coatcheck/core'
import { expect, onTestFinished, test } from 'vitest'
import { register } from '../support/api-client.ts'
import { startCoatcheck } from '../support/start-coatcheck.ts'

test('a mint that says the person acts gives nothing when the session ends before the act is written', async () => {
  const { url, clock, close, fetch: answer, server } = await startCoatcheck()
  onTestFinished(close)
  const { body } = await register(url, 'ada@example.com', { transport: 'opaque' })
  const id = parseId('sess', (body['session'] as { readonly id: string }).id)
  if (id === null) throw new Error('there is no session')
  clock.advance(10 * 60_000) // so that the act is due to be written
  const headers = {
    authorization: `Bearer ${String(body['sessionToken'])}`,
    'content-type': 'application/json',
  }
  const mint = () =>
    answer(new Request(`${url}/api/auth/session/token`, { method: 'POST', headers, body: '{"active":true}' }))
  // The end is waiting for the commit of this turn when the request reads the session, which still lives then.
  const ended = server.store.sessions.end(
    { by: 'id', id },
    { state: 'ended', reason: 'signed_out' },
    BY_SYSTEM,
  )
  const refused = await mint()
  expect(await ended).toHaveLength(1)
  expect([refused.status, await refused.json()]).toMatchObject([
    401,
    { code: 'session_ended', reason: 'signed_out' },
  ])
})
