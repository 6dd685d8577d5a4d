/** A page hears at once when one of its sessions ends, or its tokens are outdated; and nothing of anybody else's. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
  let isOver = false
  const reading = (async () => {
    for await (const bytes of response.body ?? []) text += Buffer.from(bytes).toString()
    isOver = true
  })().catch(() => {})
  return {
    text: () => text,
    /** Whether the server has ended it. */
    isOver: () => isOver,
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
  const endOf = (id: string): string =>
    `event: ended\ndata: {"sessionId":"${id}","reason":"revoked_by_admin"}\n\n`
  await expect.poll(own.text).toContain(endOf(session.id))
  await expect.poll(foreign.text).toContain(endOf(theirs))
  expect(own.text()).not.toContain(theirs)
  expect(foreign.text()).not.toContain(session.id)
  await Promise.all([own.stop(), foreign.stop()])
})

test('who only asks for the head is no listener', async () => {
  const { body } = await register(coatcheck.url, 'head@example.com')
  const headers = { authorization: `Bearer ${String(body['accessToken'])}` }
  const before = coatcheck.server.feed.readers('browsers')
  const answer = await fetch(`${coatcheck.url}/api/auth/events`, { method: 'HEAD', headers })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET'])
  expect(coatcheck.server.feed.readers('browsers')).toBe(before)
})

test('who is nobody hears nothing', async () => {
  expect((await fetch(`${coatcheck.url}/api/auth/events`)).status).toBe(401)
})

describe('the stream of a browser', () => {
  /** A browser in which people have signed up, and their sessions. */
  async function browserOf(...emails: readonly string[]) {
    const browser = new Browser(coatcheck.url)
    const sessions: string[] = []
    for (const email of emails) {
      coatcheck.clock.advance(600_000) // so that no limit on registrations is met
      const { body } = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
      sessions.push((body['session'] as { readonly id: string }).id)
    }
    const headers = { origin: coatcheck.url, cookie: browser.cookieHeader().cookie ?? '' }
    const reopened = async () => {
      const response = await fetch(`${coatcheck.url}/api/auth/events`, { headers })
      return [response.status, ((await response.json()) as { readonly code: string }).code]
    }
    return { browser, sessions, stream: await listen(headers), reopened }
  }

  const endOf = (id: string | undefined, reason: string): string =>
    `event: ended\ndata: {"sessionId":"${id}","reason":"${reason}"}\n\n`

  test('goes on while one session lives, and ends with the last one, for good', async () => {
    const { sessions, stream, reopened } = await browserOf('mary@example.com', 'joan@example.com')
    const [first, last] = sessions
    await admin.delete(`/sessions/${first}`)
    await expect.poll(stream.text).toContain(endOf(first, 'revoked_by_admin'))
    expect(stream.isOver()).toBe(false)
    await admin.delete(`/sessions/${last}`)
    await expect.poll(stream.isOver).toBe(true)
    expect(stream.text().endsWith(endOf(last, 'revoked_by_admin'))).toBe(true)
    expect(await reopened()).toEqual([401, 'session_ended'])
  })

  test('ends when its user signs out everywhere', async () => {
    const { browser, sessions, stream, reopened } = await browserOf('emmy@example.com')
    expect((await browser.send('/api/auth/logout', { body: { scope: 'global' } })).status).toBe(204)
    await expect.poll(stream.isOver).toBe(true)
    expect(stream.text()).toContain(endOf(sessions[0], 'signed_out_everywhere'))
    expect(await reopened()).toEqual([401, 'session_ended'])
  })

  const HEARTBEATS = { timeout: 60_000, interval: 100 }
  test('hears of a limit that has passed, and only then', { timeout: 120_000 }, async () => {
    const left = await browserOf('dorothy@example.com')
    const used = await browserOf('katherine@example.com')
    coatcheck.clock.advance(25 * 60_000)
    expect((await used.browser.send('/api/auth/session/touch', { body: {} })).status).toBe(200)
    coatcheck.clock.advance(25 * 60_000) // over what both connections knew of, and over what holds for one
    await expect.poll(left.stream.isOver, HEARTBEATS).toBe(true)
    expect(left.stream.text()).toContain(endOf(left.sessions[0], 'idle_limit'))
    expect(used.stream.text()).not.toContain('event: ended')
    coatcheck.clock.advance(25 * 60_000)
    await expect.poll(used.stream.isOver, HEARTBEATS).toBe(true)
    expect(used.stream.text()).toContain(endOf(used.sessions[0], 'idle_limit'))
    expect(await used.reopened()).toEqual([401, 'session_ended'])
  })
})
