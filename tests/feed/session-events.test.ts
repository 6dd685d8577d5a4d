/** A page hears at once when one of its sessions ends, or its tokens are outdated; and nothing of anybody else's. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser, PASSWORD, register } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient
beforeAll(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
})
afterAll(() => coatcheck.close())

/** Listens as an EventSource does. */
async function listen(headers: Readonly<Record<string, string>>) {
  const over = new AbortController()
  const response = await fetch(`${coatcheck.url}/api/auth/events`, { headers, signal: over.signal })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  let text = ''
  const reading = (async () => {
    for await (const bytes of response.body ?? []) text += Buffer.from(bytes).toString()
  })().catch(() => {})
  return {
    text: () => text,
    stop: async () => {
      over.abort()
      await reading
    },
  }
}

test('a browser hears of its own session, and of its own user', async () => {
  const browser = new Browser(coatcheck.url)
  const { body } = await browser.send('/api/auth/register', {
    body: { email: 'ada@example.com', password: PASSWORD },
  })
  const { user, session } = body as { user: { id: string }; session: { id: string } }
  const other = await register(coatcheck.url, 'grace@example.com')
  const theirs = (other.body as { session: { id: string }; user: { id: string } }).session.id

  const own = await listen({ origin: coatcheck.url, cookie: browser.cookieHeader().cookie ?? '' })
  const foreign = await listen({ authorization: `Bearer ${String(other.body['accessToken'])}` })
  await expect.poll(own.text).toContain('event: current')
  await admin.patch(`/users/${user.id}`, { publicMetadata: { role: 'editor' } })
  await expect.poll(own.text).toContain(`event: outdated\ndata: {"userId":"${user.id}"}`)
  await admin.delete(`/sessions/${theirs}`)
  await admin.delete(`/sessions/${session.id}`)
  await expect.poll(own.text).toContain(`event: ended\ndata: {"sessionId":"${session.id}"}`)
  await expect.poll(foreign.text).toContain(`event: ended\ndata: {"sessionId":"${theirs}"}`)
  expect(own.text()).not.toContain(theirs)
  expect(foreign.text()).not.toContain(session.id)
  await Promise.all([own.stop(), foreign.stop()])
})

test('who is nobody hears nothing', async () => {
  expect((await fetch(`${coatcheck.url}/api/auth/events`)).status).toBe(401)
})
