/** A session that ends in the very turn in which it mints: no token comes out of it that looks newer than its end. */

import { expect, onTestFinished, test } from 'vitest'
import { Browser, PASSWORD, register } from '../support/api-client.ts'
import { startCoatcheck } from '../support/start-coatcheck.ts'

test('a mint that says the person acts, beside the end of the session, gives a token from before it or none', async () => {
  const { url, clock, close } = await startCoatcheck()
  onTestFinished(close)
  await register(url, 'ada@example.com')
  const browser = new Browser(url)
  const { body } = await browser.send('/api/auth/login', {
    body: { email: 'ada@example.com', password: PASSWORD },
  })
  const { id } = body['session'] as { readonly id: string }
  clock.advance(10 * 60_000) // so that the act is due to be written
  const cookies = browser.cookieHeader()
  const ask = (method: string, path: string, more: object) =>
    fetch(url + path, {
      method,
      headers: { origin: url, 'content-type': 'application/json', ...cookies },
      body: JSON.stringify(more),
    })
  const [ended, ...mints] = await Promise.all([
    ask('DELETE', `/api/auth/sessions/${id}`, {}),
    ...Array.from({ length: 16 }, () => ask('POST', '/api/auth/session/token', { active: true })),
  ])
  expect(ended.status).toBe(204)
  const after = await ask('POST', '/api/auth/session/token', { active: true })
  expect(after.status).toBe(401)
  const positions = await Promise.all(
    mints
      .filter(({ ok }) => ok)
      .map(async (mint) => positionIn(((await mint.json()) as { token: string }).token)),
  )
  // `gen` is the position of the log as of which a token was minted; the end of the session took position 1.
  expect(positions.every((position) => position === 0)).toBe(true)
})

function positionIn(token: string): unknown {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  return (JSON.parse(payload) as { readonly gen?: unknown }).gen
}
