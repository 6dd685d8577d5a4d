/** A page that keeps its own refresh token in IndexedDB: over reloads, in several tabs, and when the browser is killed. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CoatcheckClient } from '@coatcheck/sdk/browser'
import type { SessionStorage } from '@coatcheck/sdk/storage'
import { decodeJwt } from 'jose'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, register, send } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { launchKillable } from '../support/killable-chromium.ts'
import { type ScriptPage, servePage } from '../support/script-page.ts'
import { runningClock } from '../support/running-clock.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

declare const client: CoatcheckClient
declare const storage: SessionStorage

const ACCOUNT = { email: 'ada@example.com', password: PASSWORD }

let coatcheck: RunningCoatcheck
let served: ScriptPage
let chromium: Browser
let context: BrowserContext
let page: Page
beforeAll(async () => {
  // Proofs of the device's key tell the time of the machine, and so do the server's answers.
  coatcheck = await startCoatcheck({ clock: runningClock() })
  await register(coatcheck.url, ACCOUNT.email)
  served = await servePage(`
    import { createTokenClient } from '@coatcheck/sdk/browser'
    import { indexedDbStorage } from '@coatcheck/sdk/storage'
    const storage = indexedDbStorage()
    const url = ${JSON.stringify(coatcheck.url)}
    const client = createTokenClient({ url, storage, dangerouslyKeepTokensInBrowser: true })
    Object.assign(globalThis, { storage, client })
  `)
  chromium = await launchChromium()
  context = await chromium.newContext()
  page = await newTab()
})
afterAll(async () => {
  await chromium.close()
  await served.close()
  await coatcheck.close()
})

async function newTab(): Promise<Page> {
  const tab = await context.newPage()
  await tab.goto(served.origin)
  return tab
}

/** Gets a token that the server makes now. @returns Its session. */
async function refresh(tab: Page): Promise<unknown> {
  const token = await tab.evaluate(() => client.getToken({ skipCache: true }))
  return decodeJwt(token ?? '')['sid']
}

const events = async (type: 'session.reuse_detected' | 'session.created'): Promise<number> => {
  const asked = { userId: null, sessionId: null, type }
  return (await coatcheck.server.store.events.list(asked, { limit: 50, cursor: null })).data.length
}

let sessionId: string

test('who signs in is signed in after a reload, and in every tab', async () => {
  const opened = await page.evaluate((account) => client.signIn(account), ACCOUNT)
  expect(opened).toMatchObject({ ok: true })
  sessionId = String(await refresh(page))
  await page.reload()
  expect(await refresh(page)).toBe(sessionId)
  const tabs = [page, await newTab(), await newTab()]
  for (let round = 0; round < 10; round++)
    expect(await Promise.all(tabs.map(refresh))).toEqual(tabs.map(() => sessionId))
  expect(await events('session.reuse_detected')).toBe(0)
})

test('a copy of what is kept is worth nothing, and ends nothing', async () => {
  const kept = JSON.parse((await page.evaluate(() => storage.read())) ?? '') as {
    readonly sessions: readonly { readonly refreshToken: string; readonly refreshKey: string }[]
  }
  const [stolen] = kept.sessions
  const answer = await send(coatcheck.url, '/api/auth/refresh', {
    body: { refreshToken: stolen!.refreshToken },
    headers: { 'idempotency-key': stolen!.refreshKey },
  })
  expect(answer).toMatchObject({
    status: 401,
    body: { code: expect.stringMatching(/^(refresh|dpop)_invalid$/) },
  })
  expect(await refresh(page)).toBe(sessionId)
})

test('a browser that is killed while it refreshes is still signed in, in the same session', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-chromium-'))
  const before = await events('session.created')
  let own: unknown = null
  for (let round = 0; round < 4; round++) {
    const { page: tab, kill } = await launchKillable(folder, served.origin)
    if (own === null) {
      await tab.evaluate((account) => client.signIn(account), ACCOUNT)
      own = await refresh(tab)
    }
    expect(await refresh(tab)).toBe(own)
    let refreshed = 0
    await tab.exposeFunction('tell', () => refreshed++)
    const refreshing = tab.evaluate(async () => {
      const { tell } = globalThis as unknown as { readonly tell: () => Promise<void> }
      for (;;) {
        await client.getToken({ skipCache: true })
        await tell()
      }
    })
    refreshing.catch(() => {}) // it ends with its browser
    await expect.poll(() => refreshed, { interval: 3, timeout: 30_000 }).toBeGreaterThan(3 + round)
    await kill()
  }
  const { page: tab, kill } = await launchKillable(folder, served.origin)
  expect(await refresh(tab)).toBe(own)
  await kill()
  expect(await events('session.created')).toBe(before + 1)
  expect(await events('session.reuse_detected')).toBe(0)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}, 180_000)

test('who signs out leaves nothing that signs anybody in, in any tab', async () => {
  const other = await newTab()
  await page.evaluate(() => client.signOut())
  expect(await page.evaluate(() => storage.read())).toBeNull()
  await expect.poll(() => other.evaluate(() => client.getToken())).toBeNull()
})
