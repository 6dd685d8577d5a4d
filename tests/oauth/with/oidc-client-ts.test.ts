/** oidc-client-ts in Chromium, as a single-page application has it: signs in, renews silently, in two tabs at once. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import type { UserManager } from 'oidc-client-ts'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '../../support/api-client.ts'
import { launchChromium } from '../../support/chromium.ts'
import { type StandardServer, startForStandardClients } from '../../support/standard-clients.ts'

declare global {
  interface Window {
    readonly manager: UserManager
  }
}

let server: StandardServer
let app: Server
let appUrl: string
let clientId: string
let chromium: Browser
let context: BrowserContext

beforeAll(async () => {
  server = await startForStandardClients()
  let script = ''
  app = createServer((request, response) => {
    const isScript = request.url === '/app.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(
      isScript ? script : '<!doctype html><title>Notes</title><script type="module" src="/app.js"></script>',
    )
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  appUrl = `http://localhost:${(app.address() as AddressInfo).port}`
  const application = await server.application({
    name: 'Notes in the browser',
    type: 'public',
    redirectUris: [`${appUrl}/callback`],
    postLogoutRedirectUris: [`${appUrl}/bye`],
    grants: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'email', 'profile'],
  })
  clientId = application.clientId
  const settings = {
    authority: server.url,
    client_id: clientId,
    redirect_uri: `${appUrl}/callback`,
    post_logout_redirect_uri: `${appUrl}/bye`,
    scope: 'openid email profile',
    automaticSilentRenew: false,
  }
  const bundled = await build({
    stdin: {
      contents: `import { UserManager, WebStorageStateStore } from 'oidc-client-ts'
        window.manager = new UserManager({
          ...${JSON.stringify(settings)},
          userStore: new WebStorageStateStore({ store: window.localStorage }),
        })`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    write: false,
  })
  script = bundled.outputFiles[0]?.text ?? ''
  chromium = await launchChromium()
  context = await chromium.newContext()
})

afterAll(async () => {
  await chromium.close()
  app.closeAllConnections()
  await new Promise((resolve) => app.close(resolve))
  await server.close()
})

async function openApp(path = '/'): Promise<Page> {
  const page = await context.newPage()
  await page.goto(appUrl + path)
  await page.waitForFunction(() => window.manager !== undefined)
  return page
}

describe('oidc-client-ts', () => {
  test('signs in, renews silently, goes on in two tabs at once, and signs out everywhere', async () => {
    const page = await openApp()
    await page.evaluate(() => void window.manager.signinRedirect())
    await page.getByLabel('E-mail').fill(server.email)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.waitForURL(`${appUrl}/callback**`)
    await page.waitForFunction(() => window.manager !== undefined)
    const signedIn = await page.evaluate(async () => (await window.manager.signinCallback())?.profile)
    expect(signedIn).toMatchObject({ sub: server.userId, email: server.email, name: 'Ada Lovelace' })

    const renew = (tab: Page): Promise<string | null> =>
      tab.evaluate(async () => (await window.manager.signinSilent())?.access_token ?? null)
    const before = await page.evaluate(async () => (await window.manager.getUser())?.access_token)
    expect(await renew(page)).not.toBe(before)

    const other = await openApp()
    const both = await Promise.all([renew(page), renew(other)])
    expect(both.every((token) => token !== null)).toBe(true)
    expect(await renew(other)).not.toBeNull()
    expect(await renew(page)).not.toBeNull()

    const last = await other.evaluate(async () => (await window.manager.getUser())?.refresh_token)
    await page.evaluate(() => void window.manager.signoutRedirect())
    await page.waitForURL(`${appUrl}/bye**`)
    const kept = { grant_type: 'refresh_token', client_id: clientId, refresh_token: last ?? '' }
    const late = await fetch(`${server.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(kept) })
    expect([late.status, await late.json()]).toMatchObject([400, { error: 'invalid_grant' }])
  })
})
