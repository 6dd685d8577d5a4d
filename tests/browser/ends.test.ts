/** Sessions that end elsewhere: every tab hears of it at once, with the reason, and without asking. */

import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { login, PASSWORD, send, TokenApp } from '../support/api-client.ts'
import { withClient } from '../support/browser-app.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { expectSoon, makePerson, openScene, type Person, type Scene, stateOf, tokenOf } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

/** Somebody's other device. */
async function otherDevice({ email }: Person): Promise<TokenApp> {
  return new TokenApp(scene.coatcheck.url, (await login(scene.coatcheck.url, email)).body)
}

function sessionOf(tab: Page): Promise<string> {
  return withClient(tab, ({ client }) => String(client.state.session?.id))
}

/** Waits until the server has somebody to tell. */
async function expectListener({ server }: RunningCoatcheck = scene.coatcheck, count = 1): Promise<void> {
  await expectSoon(() => server.feed.readers('browsers')).toBe(count)
}

/** How long it took from the act to the tabs, in milliseconds. */
const feltAfterMs: number[] = []

type Act = (who: {
  readonly person: Person
  readonly device: TokenApp
  readonly sessionId: string
}) => Promise<unknown>

const ACTS: [string, string, Act][] = [
  [
    'by the person on another device',
    'revoked_by_user',
    ({ device: { url, refreshToken, key }, sessionId }) =>
      send(url, `/api/auth/sessions/${sessionId}`, {
        method: 'DELETE',
        body: { refreshToken },
        headers: { 'idempotency-key': key },
      }),
  ],
  [
    'by an administrator',
    'revoked_by_admin',
    ({ sessionId }) => scene.admin.delete(`/sessions/${sessionId}`),
  ],
  [
    'by signing out everywhere',
    'signed_out_everywhere',
    ({ device: { url, refreshToken } }) =>
      send(url, '/api/auth/logout', { body: { refreshToken, scope: 'global' } }),
  ],
  [
    'by a change of the password elsewhere',
    'password_changed',
    ({ device: { url, refreshToken, key } }) =>
      send(url, '/api/auth/password', {
        body: { refreshToken, currentPassword: PASSWORD, newPassword: 'marble-orchard-kettle-9' },
        headers: { 'idempotency-key': key },
      }),
  ],
  [
    'because the user is disabled',
    'user_disabled',
    ({ person }) => scene.admin.post(`/users/${person.userId}/disable`),
  ],
  [
    'because the user is deleted',
    'user_deleted',
    ({ person }) => scene.admin.delete(`/users/${person.userId}`),
  ],
]

describe('a session that is ended', () => {
  test.each(ACTS)('%s is over in all tabs, without a poll', async (_, reason, act) => {
    const visitor = await scene.openBrowser()
    const person = await scene.makePerson()
    const device = await otherDevice(person)
    const tabs = [await visitor.openSignedIn(person), await visitor.openTab()]
    const sessionId = await sessionOf(tabs[0]!)
    await expectListener()
    const before = visitor.asked().length
    const beganMs = Date.now()
    expect(await act({ person, device, sessionId })).toMatchObject({
      status: expect.toSatisfy((n) => n < 300),
    })
    const over = { status: 'signed-out', userId: null, reason, error: null }
    await expectSoon(() => Promise.all(tabs.map(stateOf))).toEqual([over, over])
    feltAfterMs.push(Date.now() - beganMs)
    expect(await tokenOf(tabs[1]!)).toBe(null)
    // What the server says of the whole user makes one tab look once who is signed in.
    expect(
      visitor
        .asked()
        .slice(before)
        .filter((path) => path !== '/api/auth/client'),
    ).toEqual([])
    expect(visitor.asked().length - before).toBeLessThanOrEqual(1)
    const told = await withClient(tabs[1]!, ({ events }) =>
      events.filter(({ type }) => type === 'signed-out'),
    )
    expect(told).toMatchObject([{ reason }])
  })

  test('is felt within a second', () => {
    expect(feltAfterMs).toHaveLength(ACTS.length)
    const [median] = feltAfterMs.toSorted((a, b) => a - b).slice(ACTS.length / 2)
    expect(median).toBeLessThan(1_000)
  })
})

describe('what happens while nobody listens', () => {
  /** Says that a tab is seen, or is not. */
  function setVisible(tab: Page, visibility: 'visible' | 'hidden'): Promise<void> {
    return tab.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, visibility)
  }

  test('a hidden tab holds no connection, and finds out when it is seen again', async () => {
    const visitor = await scene.openBrowser({ clock: 'fake' })
    const tab = await visitor.openSignedIn(await scene.makePerson())
    visitor.expectComplaint(/401 \(Unauthorized\)/)
    await expectListener()
    await setVisible(tab, 'hidden')
    await visitor.pass(6_000)
    await expectSoon(() => scene.coatcheck.server.feed.readers('browsers')).toBe(0)
    await scene.admin.delete(`/sessions/${await sessionOf(tab)}`)
    await visitor.sleep(300_000)
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-in' })
    await setVisible(tab, 'visible')
    await expectSoon(() => stateOf(tab)).toMatchObject({ status: 'signed-out', reason: 'revoked_by_admin' })
  })

  test('a role that changed while a tab was hidden for a moment is known when it is seen again', async () => {
    const visitor = await scene.openBrowser({ clock: 'fake' })
    const person = await scene.makePerson()
    const tab = await visitor.openSignedIn(person)
    await expectListener()
    await setVisible(tab, 'hidden')
    await visitor.pass(6_000)
    await scene.admin.patch(`/users/${person.userId}`, { publicMetadata: { role: 'editor' } })
    await setVisible(tab, 'visible')
    const role = (): Promise<unknown> =>
      withClient(tab, ({ client }) => client.state.session?.user.publicMetadata['role'])
    await expectSoon(role).toBe('editor')
  })

  test('a browser without a network finds out when it has one again', async () => {
    const port = await freePort()
    const proxy = await startCuttingProxy(port)
    const environment = { COATCHECK_URL: proxy.url, COATCHECK_PORT: String(port) }
    const coatcheck = await startCoatcheck({ environment, clock: scene.coatcheck.clock })
    const visitor = await scene.openBrowser()
    const tab = await visitor.openSignedIn(await makePerson(coatcheck), { url: coatcheck.url })
    visitor.expectComplaint(/^Failed to load resource/)
    await expectListener(coatcheck)
    await visitor.context.setOffline(true)
    proxy.cut() // Chromium leaves streams alone that were there before
    proxy.mend()
    await expectListener(coatcheck, 0)
    await adminClient(coatcheck).delete(`/sessions/${await sessionOf(tab)}`)
    expect(await stateOf(tab)).toMatchObject({ reason: null })
    await visitor.context.setOffline(false)
    await expectSoon(() => stateOf(tab)).toMatchObject({ status: 'signed-out', reason: 'revoked_by_admin' })
    proxy.stop()
    await coatcheck.close()
  })
})

test('a role that changes is in the next token at once', async () => {
  const visitor = await scene.openBrowser()
  const person = await scene.makePerson()
  const tabs = [await visitor.openSignedIn(person), await visitor.openTab()]
  await expectListener()
  await scene.admin.patch(`/users/${person.userId}`, { publicMetadata: { role: 'editor' } })
  for (const tab of tabs) {
    const told = (): Promise<unknown> =>
      withClient(tab, ({ client: { state } }) => [
        state.session?.user.publicMetadata['role'],
        (state.token?.claims['metadata'] as { readonly role?: string } | undefined)?.role,
      ])
    await expectSoon(told).toEqual(['editor', 'editor'])
  }
})

test('nobody is sent anywhere by any of it', async () => {
  const visitor = await scene.openBrowser()
  const tab = await visitor.openSignedIn(await scene.makePerson())
  const navigations: string[] = []
  tab.on('framenavigated', (frame) => navigations.push(frame.url()))
  await expectListener()
  await scene.admin.delete(`/sessions/${await sessionOf(tab)}`)
  await expectSoon(() => stateOf(tab)).toMatchObject({ status: 'signed-out' })
  expect(await withClient(tab, ({ client }) => client.reload())).toMatchObject({ status: 'signed-out' })
  expect(navigations).toEqual([])
})
