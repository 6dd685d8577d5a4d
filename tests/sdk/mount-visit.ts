/** What a visitor does on the host of an application, where nothing tells that the server is elsewhere. */

import { expect } from 'vitest'
import { Browser, PASSWORD, register, TokenApp } from '../support/api-client.ts'
import type { Backend } from './backend.ts'

/** An application that has the mount. */
export type Mounted = { readonly url: string; readonly origin: string; readonly backend: Backend }

/** Signs up, reads, mints, and signs out; cookies stay with the host of the application. */
export async function expectCookiesToWork({ url, origin, backend }: Mounted, email: string): Promise<void> {
  const browser = new Browser(url, origin)
  const signedUp = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  expect([signedUp.status, signedUp.body['user']]).toMatchObject([201, { email }])
  expect(signedUp.headers.getSetCookie()).toHaveLength(2)
  for (const line of signedUp.headers.getSetCookie()) {
    expect(line).toMatch(/^(?:coatcheck|__session)=.+; Path=\/; HttpOnly; SameSite=Lax/)
    expect(line).not.toMatch(/domain/i)
  }
  const again = await browser.send('/api/auth/login', { body: { email, password: PASSWORD } })
  expect(again.status).toBe(200)
  expect((await browser.send('/api/auth/session')).body).toMatchObject({ user: { email } })
  const minted = await browser.send('/api/auth/session/token', { body: {} })
  expect(minted.status).toBe(200)
  const verified = await backend.auth.verifier.verify(String(minted.body['token']))
  expect(verified).toMatchObject({ ok: true, claims: { azp: origin } })
  expect((await browser.send('/api/auth/logout', { body: {} })).status).toBe(204)
  expect([...browser.cookies.keys()]).toEqual([])
  expect((await browser.send('/api/auth/session')).status).toBe(401)
}

/** Signs up and refreshes as an app does that holds its tokens itself. */
export async function expectTokensToWork({ url }: Mounted, email: string): Promise<void> {
  const { status, body } = await register(url, email)
  expect(status).toBe(201)
  const app = new TokenApp(url, body)
  const first = app.refreshToken
  expect((await app.refresh()).status).toBe(200)
  expect(app.refreshToken).not.toBe(first)
  expect((await app.refresh()).status).toBe(200)
}

/** Listens, hears that the session was revoked elsewhere, and leaves: the server knows of both. */
export async function expectEventsToFlow({ url, origin, backend }: Mounted, email: string): Promise<void> {
  const browser = new Browser(url, origin)
  const { body } = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  const session = body['session'] as { readonly id: string }
  const { feed } = backend.coatcheck.server
  const before = feed.readers('browsers')
  const over = new AbortController()
  const response = await fetch(`${url}/api/auth/events`, {
    headers: { ...browser.cookieHeader() },
    signal: over.signal,
  })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  let text = ''
  const reading = (async () => {
    for await (const bytes of response.body ?? []) text += Buffer.from(bytes).toString()
  })().catch(() => {})
  await expect.poll(() => text, { timeout: 15_000 }).toContain('event: current')
  expect(feed.readers('browsers')).toBe(before + 1)
  await backend.admin.delete(`/sessions/${session.id}`)
  await expect
    .poll(() => text, { timeout: 15_000 })
    .toContain(`event: ended\ndata: {"sessionId":"${session.id}","reason":"revoked_by_admin"}`)
  over.abort()
  await reading
  await expect.poll(() => feed.readers('browsers'), { timeout: 15_000 }).toBe(before)
}
