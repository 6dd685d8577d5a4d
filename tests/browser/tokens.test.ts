/** What tokens an application may ask for, and how seldom the server is: once for each kind, until it has aged. */

import { decodeJwt, type JWTPayload } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { withClient } from '../support/browser-app.ts'
import { makeTemplate } from '../support/templates.ts'
import { expectSoon, openScene, type Person, type Scene, stateOf, tokenOf, type Visitor } from './scene.ts'

let scene: Scene
let visitor: Visitor
let person: Person
let tab: Page
beforeAll(async () => {
  scene = await openScene()
  await makeTemplate(scene.admin, { name: 'api', text: '{ "aud": "api", "who": "{{user.id}}" }' })
})
beforeEach(async () => {
  visitor = await scene.openBrowser({ clock: 'fake' })
  person = await scene.makePerson()
  tab = await visitor.openSignedIn(person)
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

type Asked = Parameters<typeof tokenOf>[1]

async function claimsOf(options?: Asked): Promise<JWTPayload> {
  return decodeJwt((await tokenOf(tab, options)) ?? '')
}

/** How often the server is asked for a token meanwhile. */
async function mintsOf(work: () => Promise<unknown>): Promise<number> {
  const before = visitor.asked().length
  await work()
  return visitor
    .asked()
    .slice(before)
    .filter((path) => path === '/api/auth/session/token').length
}

/** Asks for a token a hundred times at once, and as often one after the other. @returns The different ones. */
function askOften(options: Asked = {}): Promise<readonly (string | null)[]> {
  return withClient(
    tab,
    async ({ client }, given) => {
      const asked = await Promise.all(Array.from({ length: 100 }, () => client.getToken(given)))
      for (let call = 0; call < 100; call++) asked.push(await client.getToken(given))
      return [...new Set(asked)]
    },
    options,
  )
}

const lifeOf = ({ iat = 0, exp = 0 }: JWTPayload): number => exp - iat

describe('a token of a template', () => {
  test('is one request however often it is asked for, and is not the session’s token', async () => {
    const session = await tokenOf(tab)
    let tokens: readonly (string | null)[] = []
    expect(await mintsOf(async () => (tokens = await askOften({ template: 'api' })))).toBe(1)
    expect(tokens).toHaveLength(1)
    expect(decodeJwt(tokens[0] ?? '')).toMatchObject({ aud: 'api', who: person.userId })
    expect(await tokenOf(tab)).toBe(session)
  })

  test('that there is not is an error that passes for nobody being signed out', async () => {
    visitor.expectComplaint(/404/)
    const thrown = await withClient(tab, ({ client }) =>
      client.getToken({ template: 'nothing' }).catch(({ code, retryable }) => ({ code, retryable })),
    )
    expect(thrown).toEqual({ code: 'template_not_found', retryable: false })
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-in', error: null })
  })
})

describe('a lifetime that is asked for', () => {
  test('is granted within the policy, and asked for once', async () => {
    expect(await mintsOf(() => askOften({ expiresInSeconds: 300 }))).toBe(1)
    expect(lifeOf(await claimsOf({ expiresInSeconds: 300 }))).toBe(300)
    expect(lifeOf(await claimsOf())).toBe(60)
  })

  test('beyond the policy is as long as there is, and not asked for again and again', async () => {
    const hours = { leewayInSeconds: 7_200 }
    const day = { expiresInSeconds: 86_400 }
    for (const wish of [hours, day]) {
      expect(await mintsOf(() => askOften(wish))).toBe(1)
      // As long as a token may live at all, or until the person would have to act.
      expect(lifeOf(await claimsOf(wish))).toBeGreaterThan(1_700)
    }
    // Whoever got less than a day will not get two hours either.
    expect(await mintsOf(() => askOften(hours))).toBe(0)
  })

  test('that makes no sense is refused before anybody is asked', async () => {
    const thrown = (options: Asked): Promise<string | null> => tokenOf(tab, options)
    expect(
      await mintsOf(async () => {
        expect(await thrown({ leewayInSeconds: -1 })).toBe('! option_invalid')
        expect(await thrown({ expiresInSeconds: 1e12 })).toBe('! option_invalid')
      }),
    ).toBe(0)
  })
})

describe('an organization', () => {
  async function makeOrganization(): Promise<string> {
    const tokensSeen = (): Promise<number> =>
      withClient(tab, ({ events }) => events.filter(({ type }) => type === 'token').length)
    await expectSoon(() => scene.coatcheck.server.feed.readers('browsers')).toBe(1)
    const before = await tokensSeen()
    const made = await withClient(
      tab,
      ({ client }, name) =>
        client.call<{ readonly id: string }>('/organizations', { method: 'POST', body: { name } }),
      `Engines of ${person.userId}`, // a name of its own: no two organizations have the same address
    )
    if (!made.ok) throw new Error(made.code)
    await expectSoon(tokensSeen).toBeGreaterThan(before) // membership outdates tokens, which the tab hears of
    return made.body.id
  }

  test('can be told in a token, without working in it', async () => {
    const organizationId = await makeOrganization()
    expect(await mintsOf(() => askOften({ organizationId }))).toBe(1)
    expect(await claimsOf({ organizationId })).toMatchObject({ org: { id: organizationId } })
    expect(await claimsOf({ organizationId: null })).not.toHaveProperty('org')
    expect(await claimsOf()).not.toHaveProperty('org')
  })

  test('that is made active is in every token of the session, and in what the page may show', async () => {
    const organizationId = await makeOrganization()
    const set = (organization: string | null): Promise<object> =>
      withClient(tab, ({ client }, given) => client.setActive({ organization: given }), organization)
    const isAdmin = (): Promise<boolean> =>
      withClient(tab, ({ client, has }) => has(client, { role: 'org:admin' }))
    expect(await isAdmin()).toBe(false)
    expect(await set(organizationId)).toEqual({ ok: true })
    expect(await claimsOf()).toMatchObject({ org: { id: organizationId } })
    expect(await isAdmin()).toBe(true)
    expect(await set(null)).toEqual({ ok: true })
    expect(await claimsOf()).not.toHaveProperty('org')
    expect(await isAdmin()).toBe(false)
  })
})

test('who skips what is at hand gets a new one each time', async () => {
  const tokens = new Set<string | null>()
  expect(
    await mintsOf(async () => {
      for (let call = 0; call < 3; call++) tokens.add(await tokenOf(tab, { skipCache: true }))
    }),
  ).toBe(3)
  expect(tokens.size).toBe(3)
})

test('who wants tokens fresher than others do has them renewed sooner, until the wish is taken back', async () => {
  await withClient(tab, ({ client, pending }) => {
    const takeBack = client.keepFresh(80)
    pending['wish'] = new Promise((resolve) => {
      addEventListener('taken-back', () => resolve(takeBack()))
    })
  })
  const renewed = (): Promise<number> => mintsOf(() => visitor.pass(30_000))
  expect(await renewed()).toBeGreaterThanOrEqual(2)
  await tab.evaluate(() => dispatchEvent(new Event('taken-back')))
  await tokenOf(tab, { skipCache: true })
  expect(await renewed()).toBe(0)
})

test('no token is anywhere but in memory', async () => {
  const token = await tokenOf(tab)
  const kept = await tab.evaluate(async () => {
    const databases = await indexedDB.databases()
    return JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      databases,
      document.cookie,
      window.history.state,
    ])
  })
  expect(kept).not.toContain(token?.slice(0, 20))
  const state = await withClient(tab, ({ client }) => JSON.stringify(client.state))
  expect(state).not.toContain(token?.split('.').at(-1))
  const told = await withClient(tab, ({ trace }) => JSON.stringify(trace))
  expect(told).not.toContain(token?.split('.').at(-1))
  await expectSoon(() => stateOf(tab)).toMatchObject({ status: 'signed-in' })
})
