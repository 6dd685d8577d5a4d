/** Several accounts in one browser: each tab stays with its own, whatever the others do. */

import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { withClient } from '../support/browser-app.ts'
import {
  expectSoon,
  openScene,
  type Person,
  type Scene,
  signIn,
  stateOf,
  tokenOf,
  type Visitor,
} from './scene.ts'

let scene: Scene
let visitor: Visitor
let ada: Person
let grace: Person
beforeAll(async () => {
  scene = await openScene()
})
beforeEach(async () => {
  visitor = await scene.openBrowser()
  ada = await scene.makePerson()
  grace = await scene.makePerson()
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

/** A tab of Ada, and one of Grace, who signed in later. */
async function openBoth(): Promise<{ readonly first: Page; readonly second: Page }> {
  const first = await visitor.openSignedIn(ada)
  const second = await visitor.openTab()
  await signIn(second, grace)
  return { first, second }
}

/** Whom the token of a tab is for. */
async function subjectOf(tab: Page): Promise<unknown> {
  return decodeJwt((await tokenOf(tab)) ?? '').sub
}

/** Who is signed in in this browser, as a tab knows. */
function peopleIn(tab: Page): Promise<readonly string[]> {
  return withClient(tab, ({ client }) => client.state.sessions.map(({ user }) => user.id).toSorted())
}

describe('with an account in each of two tabs', () => {
  test('both know of both, and each has tokens of its own', async () => {
    const { first, second } = await openBoth()
    const both = [ada.userId, grace.userId].toSorted()
    for (const tab of [first, second]) await expectSoon(() => peopleIn(tab)).toEqual(both)
    const asking = [first, second, first, second].map(async (tab) => {
      await tokenOf(tab, { skipCache: true })
      return await subjectOf(tab)
    })
    expect(await Promise.all(asking)).toEqual([ada.userId, grace.userId, ada.userId, grace.userId])
  })

  test('a tab that is loaded again is still its person’s, and a new one is of whoever signed in last', async () => {
    const { first, second } = await openBoth()
    for (const tab of [first, second]) {
      const before = await stateOf(tab)
      await scene.app.open(tab)
      await expectSoon(() => stateOf(tab)).toEqual(before)
    }
    expect(await subjectOf(first)).toBe(ada.userId)
    expect(await subjectOf(await visitor.openTab())).toBe(grace.userId)
  })

  test('signing out in one leaves the other, and nobody is put in anybody’s place', async () => {
    const { first, second } = await openBoth()
    await withClient(second, ({ client }) => client.signOut())
    expect(await stateOf(second)).toMatchObject({ status: 'signed-out', userId: null, reason: 'signed_out' })
    await expectSoon(() => peopleIn(first)).toEqual([ada.userId])
    expect(await tokenOf(second)).toBe(null)
    expect(await subjectOf(first)).toBe(ada.userId)
    await withClient(second, ({ client }) => client.setActive({ session: client.state.sessions[0]!.id }))
    expect(await subjectOf(second)).toBe(ada.userId)
  })

  test('a tab changes to the other account, and only that one does', async () => {
    const { first, second } = await openBoth()
    await expectSoon(() => peopleIn(first)).toHaveLength(2)
    await withClient(
      first,
      ({ client }, userId) =>
        client.setActive({ session: client.state.sessions.find(({ user }) => user.id === userId)!.id }),
      grace.userId,
    )
    expect([await subjectOf(first), await subjectOf(second)]).toEqual([grace.userId, grace.userId])
    await withClient(
      second,
      ({ client }, userId) =>
        client.setActive({ session: client.state.sessions.find(({ user }) => user.id === userId)!.id }),
      ada.userId,
    )
    expect([await subjectOf(first), await subjectOf(second)]).toEqual([grace.userId, ada.userId])
  })

  test('an end elsewhere of one of them is felt in its own tab, and nothing in the other', async () => {
    const { first, second } = await openBoth()
    await expectSoon(() => scene.coatcheck.server.feed.readers(ada.userId)).toBeGreaterThan(0)
    await expectSoon(() => scene.coatcheck.server.feed.readers(grace.userId)).toBeGreaterThan(0)
    await scene.admin.post(`/users/${ada.userId}/disable`)
    await expectSoon(() => stateOf(first)).toMatchObject({ status: 'signed-out', reason: 'user_disabled' })
    expect(await stateOf(second)).toMatchObject({ status: 'signed-in', userId: grace.userId })
    await expectSoon(() => peopleIn(second)).toEqual([grace.userId])
  })
})

test('who signs in once more goes on in all tabs', async () => {
  const tabs = [await visitor.openSignedIn(ada), await visitor.openTab(), await visitor.openTab()]
  await signIn(tabs[1]!, ada)
  const session = (tab: Page): Promise<string | undefined> =>
    withClient(tab, ({ client }) => client.state.session?.id)
  const opened = await session(tabs[1]!)
  for (const tab of tabs) {
    await expectSoon(() => session(tab)).toBe(opened)
    expect(await subjectOf(tab)).toBe(ada.userId)
  }
})

describe('where a browser may have one account', () => {
  let single: Scene
  beforeAll(async () => {
    single = await openScene({ environment: { COATCHECK_ACCOUNTS_PER_BROWSER: 'one' } })
  })
  afterEach(() => single.leave())
  afterAll(() => single.close())

  test('the newer one takes its place, and the older one’s tab says so', async () => {
    const browser = await single.openBrowser()
    browser.expectComplaint(/401 \(Unauthorized\).*session\/token/) // the older one is asked for, to hear why it is gone
    const [older, newer] = [await single.makePerson(), await single.makePerson()]
    const first = await browser.openSignedIn(older)
    const second = await browser.openSignedIn(newer)
    await expectSoon(() => stateOf(first)).toMatchObject({
      status: 'signed-out',
      reason: 'removed_from_client',
    })
    expect(await stateOf(second)).toMatchObject({ status: 'signed-in', userId: newer.userId })
    expect(await tokenOf(first)).toBe(null)
  })
})
