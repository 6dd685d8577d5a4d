/** An application sends Chromium here and gets it back, under the pages' own policy, with JavaScript switched off. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, register } from '../support/api-client.ts'
import { type Asked, authorizationQuery, keptCode } from '../support/authorize.ts'
import { launchChromium } from '../support/chromium.ts'
import { makeClient, type TestClient } from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let chromium: Browser
let coatcheck: RunningCoatcheck
let application: Server
/** Another site than `localhost`, so that cookies and forms meet what they meet in the world. */
let home: string

beforeAll(async () => {
  chromium = await launchChromium()
  coatcheck = await startCoatcheck()
  await register(coatcheck.url, 'ada@example.com')
  application = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const said = ['code', 'error', 'state', 'iss'].map((name) => `${name}=${searchParams.get(name) ?? ''}`)
    response.setHeader('content-type', 'text/html')
    response.end(`<title>Application</title><p>${said.join(' ')}</p><p>from=${request.headers.referer ?? ''}</p>
      <a href="${searchParams.get('to') ?? ''}">Sign in with Coatcheck</a>`)
  })
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve))
  home = `http://127.0.0.1:${(application.address() as AddressInfo).port}`
})
afterAll(async () => {
  await chromium.close()
  await new Promise((resolve) => application.close(resolve))
  await coatcheck.close()
})

async function visitor(): Promise<Page> {
  const context = await chromium.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  return page
}

/** Presses the application's link. */
async function leave(page: Page, client: TestClient, more: Asked = {}): Promise<void> {
  const query = authorizationQuery(client, { redirect_uri: `${home}/cb`, ...more })
  const to = `${coatcheck.url}/oauth/authorize?${query}`
  await page.goto(`${home}/?to=${encodeURIComponent(to)}`)
  await page.getByRole('link', { name: 'Sign in with Coatcheck' }).click()
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail address').fill('ada@example.com')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** The code with which the browser is back at the application. */
async function codeAt(page: Page): Promise<string> {
  await page.waitForURL(`${home}/cb?**`)
  const text = (await page.textContent('body')) ?? ''
  expect(text).toContain(`iss=${coatcheck.url}`)
  expect(text).toContain('from=\n')
  return /code=(\S+)/.exec(text)?.[1] ?? ''
}

test('signs in, allows, and is back with a code; the next time at once', async () => {
  const client = await makeClient(coatcheck, {
    name: 'Field Notes',
    type: 'confidential',
    redirectUris: [`${home}/cb`],
  })
  const page = await visitor()
  await leave(page, client)
  await signIn(page)
  await page.getByRole('heading', { name: 'Field Notes asks for access' }).waitFor()
  await page.getByRole('button', { name: 'Allow' }).click()
  const kept = await keptCode(coatcheck, await codeAt(page))
  expect(kept?.clientId).toBe(client.id)
  await leave(page, client)
  expect(await codeAt(page)).not.toBe('')

  await page.goto(`${coatcheck.url}/account`)
  await page.getByRole('button', { name: 'Remove Field Notes' }).click()
  await page.getByText('The application is removed').waitFor()
  await leave(page, client)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForURL(`${home}/cb?error=access_denied**`)
})

test('our own application gets its answer right behind the sign-in form', async () => {
  const client = await makeClient(coatcheck, { redirectUris: [`http://127.0.0.1/cb`], firstParty: true })
  const page = await visitor()
  await leave(page, client, { prompt: 'login' })
  await signIn(page)
  expect(await codeAt(page)).not.toBe('')
})

test('two tabs that come from an application can both be answered', async () => {
  const client = await makeClient(coatcheck, { redirectUris: [`${home}/cb`] })
  const one = await visitor()
  const other = await one.context().newPage()
  await leave(one, client)
  await leave(other, client)
  await signIn(one)
  await one.getByRole('button', { name: 'Allow' }).click()
  expect(await codeAt(one)).not.toBe('')
  await leave(other, client, { prompt: 'consent' })
  await other.getByRole('button', { name: 'Allow' }).click()
  expect(await codeAt(other)).not.toBe('')
})

test('the consent page shows in no frame', async () => {
  const client = await makeClient(coatcheck, { redirectUris: [`${home}/cb`] })
  const page = await visitor()
  await leave(page, client)
  await signIn(page)
  await page.getByRole('button', { name: 'Allow' }).waitFor()
  const url = page.url()
  await page.route(`${coatcheck.url}/framing`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<iframe src="${url.replaceAll('&', '&amp;')}"></iframe>`,
    }),
  )
  await page.goto(`${coatcheck.url}/framing`)
  const frame = page.frames().find((one) => one !== page.mainFrame())
  expect(await frame?.getByRole('button', { name: 'Allow' }).count()).toBe(0)
})
