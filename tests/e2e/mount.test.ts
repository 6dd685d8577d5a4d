/** A page in Chromium whose host has the server's `/api/auth`: the browser never hears of another host. */

import { serve } from '@hono/node-server'
import { mountCoatcheck } from '@coatcheck/sdk/hono'
import { Hono } from 'hono'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { PASSWORD } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { type RunningApp, runningApp } from '../sdk/backend.ts'

let coatcheck: RunningCoatcheck
let app: RunningApp
let origin: string
let chromium: Browser
let page: Page
beforeAll(async () => {
  const port = await freePort()
  origin = `http://app.localhost:${port}`
  coatcheck = await startCoatcheck({ environment: { COATCHECK_ALLOWED_ORIGINS: origin } })
  const hono = new Hono()
    .all('/api/auth/*', mountCoatcheck({ url: coatcheck.url }))
    .get('/', (c) => c.html('<!doctype html><title>app</title>'))
  const server = serve({ fetch: hono.fetch, port, hostname: '127.0.0.1' })
  if (!('closeAllConnections' in server)) throw new Error('a server of HTTP/1')
  app = await runningApp(server)
  chromium = await launchChromium()
  page = await chromium.newPage()
})
afterAll(async () => {
  await chromium.close()
  await app.close()
  await coatcheck.close()
})

/** What a page's script sends, with the cookies that the browser sees fit. */
const ask = (path: string, body?: object): Promise<{ readonly status: number; readonly text: string }> =>
  page.evaluate(
    async ([url, json]) => {
      const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: json }
      const response = await fetch(url, json === null ? {} : options)
      return { status: response.status, text: await response.text() }
    },
    [path, body === undefined ? null : JSON.stringify(body)] as const,
  )

test('signs up, hears that the session was revoked elsewhere, signs in again and out', async () => {
  const asked = new Set<string>()
  page.on('request', (request) => asked.add(new URL(request.url()).origin))
  await page.goto(origin)
  const account = { email: 'ada@example.com', password: PASSWORD }
  const signedUp = await ask('/api/auth/register', account)
  expect(signedUp.status).toBe(201)
  const { session } = JSON.parse(signedUp.text) as { readonly session: { readonly id: string } }

  const cookies = await page.context().cookies()
  expect(cookies.map(({ name }) => name).toSorted()).toEqual(['__session', 'coatcheck'])
  for (const cookie of cookies)
    expect(cookie).toMatchObject({ domain: 'app.localhost', httpOnly: true, sameSite: 'Lax', path: '/' })
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect((await ask('/api/auth/session/token', {})).status).toBe(200)

  const heard = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const events = new EventSource('/api/auth/events')
        events.addEventListener('current', () => (document.title = 'listening'))
        events.addEventListener('ended', ({ data }) => {
          events.close()
          resolve(String(data))
        })
      }),
  )
  await page.waitForFunction(() => document.title === 'listening')
  await adminClient(coatcheck).delete(`/sessions/${session.id}`)
  expect(JSON.parse(await heard)).toEqual({ sessionId: session.id, reason: 'revoked_by_admin' })
  await expect.poll(() => coatcheck.server.feed.readers('browsers'), { timeout: 15_000 }).toBe(0)
  expect((await ask('/api/auth/session')).status).toBe(401)

  expect((await ask('/api/auth/login', account)).status).toBe(200)
  expect((await ask('/api/auth/logout', {})).status).toBe(204)
  expect(await page.context().cookies()).toEqual([])
  expect([...asked]).toEqual([origin])
})
