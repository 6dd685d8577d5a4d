/** Pages that a server rendered by what it knows of the visitor, and that come to life without a flicker. */

import type { InitialState } from '@coatcheck/sdk/browser'
import { expect, test } from 'vitest'
import { expectSignedIn, PATIENCE, type Person, underEachReact } from './world.ts'

const SHOWN = [
  'SessionInfo',
  'SignIn',
  'UserButton',
  'SessionCountdown',
  'OrganizationSwitcher',
  'MultiSessionManager',
  'InactivityWarning',
  { name: 'SignedIn', children: 'in;' },
  { name: 'SignedOut', children: 'out;' },
  { name: 'Protect', props: { role: 'org:admin', fallback: 'no admin;' }, children: 'an admin;' },
  { name: 'Protect', props: { fallback: 'nobody;' }, children: 'somebody;' },
] as const

/** What the application's server knows of a visitor: by the visitor's cookie. */
async function knownOf({ elsewhere }: Person): Promise<InitialState> {
  const { body } = await elsewhere.send('/api/auth/client')
  const minted = await elsewhere.send('/api/auth/session/token', { body: {} })
  const payload = String(minted.body['token']).split('.')[1] ?? ''
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return { ...body, claims } as unknown as InitialState
}

/** The visitor's browser: with the cookies that they have. */
function stateOf({ elsewhere }: Person): { readonly cookies: Cookie[]; readonly origins: [] } {
  const cookies = Array.from(elsewhere.cookies, ([name, value]): Cookie => {
    return {
      name,
      value,
      domain: 'localhost',
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: false,
      sameSite: 'Lax',
    }
  })
  return { cookies, origins: [] }
}

type Cookie = {
  name: string
  value: string
  domain: string
  path: string
  expires: number
  httpOnly: boolean
  secure: boolean
  sameSite: 'Lax'
}

underEachReact({}, (world) => {
  test('of somebody who is signed in, all of it stands in the page before any script runs', async () => {
    const person = await world.signUp('ada@example.com', { firstName: 'Ada' })
    await world.organize('Acme', person)
    const initial = await knownOf(person)
    const wanted = { show: SHOWN, isRendered: true, client: { url: world.coatcheck.url, initial } }
    const still = await world.open(wanted, { javaScriptEnabled: false })
    const markup = (await still.locator('#root').textContent()) ?? ''
    expect(markup).toContain('Signed in as Ada')
    expect(markup).toContain('in;no admin;somebody;')
    expect(await still.getByRole('button', { name: 'Account of Ada' }).count()).toBe(1)

    const page = await world.open({ ...wanted, handsClient: true }, { storageState: stateOf(person) })
    await expectSignedIn(page, 'Ada')
    await page.getByRole('button', { name: 'Organization: Personal account' }).waitFor()
    await expect.poll(() => page.evaluate(() => window.client.state.status), PATIENCE).toBe('signed-in')
  })

  test('of nobody, the form stands there at once', async () => {
    const initial = { activeSessionId: null, sessions: [] }
    const wanted = { show: SHOWN, isRendered: true, client: { url: world.coatcheck.url, initial } }
    const still = await world.open(wanted, { javaScriptEnabled: false })
    expect(await still.locator('#root').textContent()).toContain('out;no admin;nobody;')
    expect(await still.getByLabel('E-mail address').count()).toBe(1)
    const page = await world.open(wanted)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor()
  })

  test('where the server knows nothing, nothing is claimed, and the browser finds out', async () => {
    const person = await world.signUp('grace@example.com', { firstName: 'Grace' })
    const wanted = { show: SHOWN, isRendered: true } as const
    const still = await world.open(wanted, { javaScriptEnabled: false })
    const markup = (await still.locator('#root').textContent()) ?? ''
    for (const claim of ['in;', 'out;', 'somebody;', 'nobody;', 'Signed in as'])
      expect(markup).not.toContain(claim)
    const page = await world.open(wanted, { storageState: stateOf(person) })
    await expectSignedIn(page, 'Grace')
  })
})
