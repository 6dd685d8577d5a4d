/** Signing in with a real OpenID provider from an application's own page. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OidcProvider, startOidcProvider } from '../support/oidc-provider.ts'
import { expectSignedIn, PATIENCE, underEachReact, type World } from './world.ts'

/** Another site than ours, as browsers see it. */
let provider: OidcProvider
beforeAll(async () => {
  provider = await startOidcProvider('127.0.0.1')
})
afterAll(() => provider.close())

/** What an administrator does: the page is registered there, then the client id and secret here. */
async function offer(world: World): Promise<void> {
  const first = { issuer: provider.issuer, name: 'Example ID', signIn: false }
  const { status, body } = await world.admin.post('/upstreams', first)
  expect(status).toBe(201)
  const client = await provider.register({ redirect_uris: [`${world.app.url}/`] })
  const secrets = { clientId: client['client_id'], clientSecret: client['client_secret'], signIn: true }
  expect((await world.admin.patch(`/upstreams/${String(body['id'])}`, secrets)).status).toBe(200)
}

underEachReact({}, (world) => {
  beforeAll(() => offer(world))

  test('a person goes there, comes back once, and is led to where they wanted to go', async () => {
    const wanted = { show: ['SignIn', 'SessionInfo'], hasRouter: true } as const
    const page = await world.open({ ...wanted, path: '/?redirect_url=/notes' })
    provider.person = 'ada'
    await page.getByRole('button', { name: 'Continue with Example ID' }).click()
    await expectSignedIn(page, 'Ada Lovelace')
    await expect
      .poll(() => page.evaluate(() => window.went), PATIENCE)
      .toEqual([{ url: `${world.app.url}/notes`, replace: false }])
    expect(new URL(page.url()).search).toBe(`?redirect_url=${encodeURIComponent(`${world.app.url}/notes`)}`)
    await page.goBack()
    await expectSignedIn(page, 'Ada Lovelace')
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  test('who is refused there is told so, and may try again', async () => {
    const page = await world.open({ show: ['SignUp', 'SessionInfo'] })
    provider.person = null
    await page.getByRole('button', { name: 'Continue with Example ID' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('did not complete the sign-in')
    provider.person = 'grace'
    await page.getByRole('button', { name: 'Continue with Example ID' }).click()
    await expectSignedIn(page, 'Ada Lovelace')
  })

  test('an answer that this tab did not ask for is left alone', async () => {
    const page = await world.open({ show: ['SignIn'], path: '/?state=somebody&code=else' })
    await page.getByRole('button', { name: 'Continue with Example ID' }).waitFor()
    expect(page.url()).toContain('state=somebody&code=else')
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})
