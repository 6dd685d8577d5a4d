/** Signing in with a real OpenID provider, and with a server of GitHub's shape, in Chromium without JavaScript. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { PASSWORD } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { type GithubServer, startGithubServer } from '../support/github-server.ts'
import { type OidcProvider, startOidcProvider } from '../support/oidc-provider.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const GITHUB_CLIENT = { id: 'Iv1.abc', secret: 'a secret' }

let chromium: Browser
let coatcheck: RunningCoatcheck
let admin: AdminClient
/** Another site than ours, as browsers see it: no cookie of ours that is Strict comes along from there. */
let provider: OidcProvider
let github: GithubServer
const contexts: BrowserContext[] = []

beforeAll(async () => {
  chromium = await launchChromium()
  provider = await startOidcProvider('127.0.0.1')
  github = await startGithubServer(GITHUB_CLIENT)
  coatcheck = await startCoatcheck({ clock: { nowMs: () => Date.now(), advance: () => {} } }) // as the provider does
  admin = adminClient(coatcheck)
  await admin.post('/upstreams', {
    kind: 'github',
    issuer: github.issuer,
    clientId: GITHUB_CLIENT.id,
    clientSecret: GITHUB_CLIENT.secret,
  })
  await registerHere()
})
afterAll(async () => {
  await chromium.close()
  await coatcheck.close()
  await github.close()
  await provider.close()
})
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

/** What an administrator does: our addresses are registered there, then their client id and secret here. */
async function registerHere(): Promise<void> {
  const first = { issuer: provider.issuer, name: 'Example ID', signIn: false }
  const { body } = await admin.post('/upstreams', first)
  const client = await provider.register({
    redirect_uris: [body['redirectUri']],
    backchannel_logout_uri: body['backchannelLogoutUrl'],
    backchannel_logout_session_required: true,
  })
  const patched = await admin.patch(`/upstreams/${String(body['id'])}`, {
    clientId: client['client_id'],
    clientSecret: client['client_secret'],
    signIn: true,
  })
  expect(patched).toMatchObject({ status: 200, body: { clientAuthentication: 'client_secret_basic' } })
}

async function visitor(): Promise<Page> {
  const context = await chromium.newContext({ javaScriptEnabled: false, baseURL: coatcheck.url })
  contexts.push(context)
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  return page
}

async function continueWith(page: Page, name: string, from = '/sign-in'): Promise<void> {
  await page.goto(from)
  await page.getByRole('button', { name: `Continue with ${name}` }).click()
}

async function signOut(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Sign out/ })
    .first()
    .click()
  await page.waitForURL('**/sign-in?notice=signed_out')
}

async function text(page: Page): Promise<string> {
  return (await page.locator('body').textContent()) ?? ''
}

describe('with an OpenID provider, a person', () => {
  test('signs up, signs out, and signs in again without being asked there', async () => {
    provider.person = 'grace'
    const page = await visitor()
    await continueWith(page, 'Example ID', '/sign-up')
    await page.waitForURL('**/account')
    expect(await page.locator('.address-email').textContent()).toBe('grace@example.com')
    await signOut(page)
    provider.person = null // nobody is there to press anything
    await continueWith(page, 'Example ID')
    await page.waitForURL('**/account')
    expect(await page.locator('.address-email').textContent()).toBe('grace@example.com')
  })

  test('who cancels there comes back, and the back button leads nowhere odd', async () => {
    provider.person = null
    const page = await visitor()
    await continueWith(page, 'Example ID')
    await page.waitForURL('**/sign-in?error=upstream_sign_in_refused')
    expect(await text(page)).toContain('You were not signed in there')
    await page.goBack()
    await expect.poll(() => text(page), { timeout: 30_000 }).toMatch(/Sign in|not signed in/)
    provider.person = 'mary'
    await continueWith(page, 'Example ID')
    await page.waitForURL('**/account')
    await page.goBack()
    await page.goto('/account')
    expect(await page.locator('.address-email').textContent()).toBe('mary@example.com')
  })

  test('who signs out there is signed out here, by the logout token that the provider sends', async () => {
    provider.person = 'hedy'
    const [page, phone] = [await visitor(), await visitor()]
    await continueWith(page, 'Example ID')
    await page.waitForURL('**/account')
    await continueWith(phone, 'Example ID')
    await phone.waitForURL('**/account')
    await page.goto(`${provider.issuer}/session/end`)
    await page.locator('button[name="logout"]').click()
    await page.waitForURL('**/session/end/success')
    const pathAfterwards = async (): Promise<string> => {
      await page.goto(`${coatcheck.url}/account`)
      return new URL(page.url()).pathname
    }
    await expect.poll(pathAfterwards, { timeout: 30_000 }).toBe('/sign-in')
    await phone.goto('/account')
    expect(new URL(phone.url()).pathname).toBe('/account') // another session there
    const ended = await admin.list('/events?type=session.revoked&limit=10')
    expect(ended.map(({ reason }) => reason)).toEqual(['upstream_ended'])
  })

  test('connects it to an account that has a password, after which it signs in to that one', async () => {
    const page = await visitor()
    await page.goto('/sign-up')
    await page.getByLabel('E-mail address').fill('lise@example.net')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.waitForURL('**/account')
    provider.person = 'lise'
    await page.getByRole('button', { name: 'Connect Example ID' }).click()
    await page.waitForURL('**/account?notice=identity_added')
    const other = await visitor()
    await continueWith(other, 'Example ID')
    await other.waitForURL('**/account')
    expect(await other.locator('.address-email').textContent()).toBe('lise@example.net')
    await page.getByRole('button', { name: /^Remove Example ID/ }).click()
    await page.waitForURL('**/account?notice=identity_removed')
  })

  test('whose address has an account is told so, and what to do', async () => {
    const page = await visitor()
    await page.goto('/sign-up')
    await page.getByLabel('E-mail address').fill('emmy@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.waitForURL('**/account')
    provider.person = 'emmy'
    const other = await visitor()
    await continueWith(other, 'Example ID')
    await other.waitForURL('**/sign-in?error=email_taken')
    expect(await text(other)).toContain('then connect this way in its settings')
  })

  test('signs in in two tabs at once', async () => {
    provider.person = 'rosalind'
    const first = await visitor()
    await continueWith(first, 'Example ID') // the provider itself breaks off one of two first sign-ins at once
    await first.waitForURL('**/account')
    await signOut(first)
    const second = await first.context().newPage()
    await first.goto('/sign-in')
    await second.goto('/sign-in')
    const press = (page: Page) => page.getByRole('button', { name: 'Continue with Example ID' }).click()
    await Promise.all([press(first), press(second)])
    await Promise.all([first.waitForURL('**/account'), second.waitForURL('**/account')])
    expect(await admin.list('/users?query=rosalind')).toHaveLength(1)
  })
})

test('with GitHub, a person signs up and in', async () => {
  github.person = {
    id: 1,
    login: 'katherine',
    name: 'Katherine Johnson',
    emails: [{ email: 'katherine@example.com', primary: true, verified: true }],
  }
  for (const from of ['/sign-up', '/sign-in']) {
    const page = await visitor()
    await continueWith(page, 'GitHub', from)
    await page.waitForURL('**/account')
    expect(await page.locator('.address-email').textContent()).toBe('katherine@example.com')
  }
  github.person = null
  const page = await visitor()
  await continueWith(page, 'GitHub')
  await page.waitForURL('**/sign-in?error=upstream_sign_in_refused')
})
