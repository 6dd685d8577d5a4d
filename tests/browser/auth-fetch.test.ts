/** `authFetch` with real backends, which have the SDK's guard and hear the feed: who gets the token, and what is repeated. */

import { createAuth, type CoatcheckAuth } from '@coatcheck/sdk/backend'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { withClient } from '../support/browser-app.ts'
import { PASSWORD } from '../support/api-client.ts'
import { issueKey } from '../sdk/backend.ts'
import { type RecordingApi, startApi } from './recording-api.ts'
import { openScene, type Person, type Scene, stateOf, tokenOf, type Visitor } from './scene.ts'

let scene: Scene
let visitor: Visitor
let person: Person
let tab: Page
let auth: CoatcheckAuth
let api: RecordingApi
let stranger: RecordingApi
beforeAll(async () => {
  scene = await openScene()
  const { coatcheck, app } = scene
  const key = await issueKey(coatcheck, 'verifier')
  const setup = {
    issuer: coatcheck.url,
    feed: { key },
    now: coatcheck.clock.nowMs,
    allowedOrigins: [app.url],
  }
  auth = createAuth(setup)
  await auth.verifier.ready()
  const { url: origin } = app
  // Whoever is sent there by another origin comes from `null`.
  stranger = await startApi({ auth, origin: '*' })
  api = await startApi({ auth, origin, away: `${stranger.url}/open` })
})
beforeEach(async () => {
  visitor = await scene.openBrowser()
  // Where the page does not hear of changes itself, its next request does.
  visitor.expectComplaint(/events/)
  await visitor.context.route('**/api/auth/events', (route) => route.abort())
  person = await scene.makePerson()
  tab = await visitor.openSignedIn(person, { tokenOrigins: [api.url] })
  api.noted.splice(0)
  stranger.noted.splice(0)
})
afterEach(() => scene.leave())
afterAll(async () => {
  auth.close()
  await api.close()
  await stranger.close()
  await scene.close()
})

/** What a request comes to. */
function ask(
  url: string,
  init: RequestInit = {},
): Promise<{ readonly status: number; readonly userId?: string }> {
  return withClient(
    tab,
    async ({ client }, [to, given]) => {
      const response = await client.authFetch(to, given)
      return { status: response.status, ...(await response.json()) }
    },
    [url, init] as const,
  )
}

const statuses = (): readonly number[] => api.noted.map(({ status }) => status)

/** Changes what the person may do, and waits until the API knows. */
async function changeRole(): Promise<void> {
  const token = await tokenOf(tab)
  await scene.admin.patch(`/users/${person.userId}`, { publicMetadata: { role: 'editor' } })
  await expect.poll(async () => (await auth.verifier.verify(token ?? '')).ok).toBe(false)
}

describe('a token that the backend finds outdated', () => {
  test('is replaced, and the request repeated once', async () => {
    expect(await ask(`${api.url}/me`)).toMatchObject({ status: 200, userId: person.userId })
    await changeRole()
    visitor.expectComplaint(/401 \(Unauthorized\).*\/me/)
    const before = visitor.asked().length
    expect(await ask(`${api.url}/me`)).toMatchObject({ status: 200, userId: person.userId })
    expect(statuses()).toEqual([200, 401, 200])
    expect(visitor.asked().slice(before)).toEqual(['/api/auth/session/token'])
    expect(await ask(`${api.url}/me`)).toMatchObject({ status: 200 })
    expect(statuses()).toHaveLength(4)
  })

  test('of forty requests at once is one new token', async () => {
    await changeRole()
    visitor.expectComplaint(/401 \(Unauthorized\).*\/me/)
    const before = visitor.asked().length
    const answers = await withClient(
      tab,
      ({ client }, url) =>
        Promise.all(Array.from({ length: 40 }, async () => (await client.authFetch(url)).status)),
      `${api.url}/me`,
    )
    expect(new Set(answers)).toEqual(new Set([200]))
    expect(statuses().filter((status) => status === 401).length).toBeGreaterThan(20)
    expect(visitor.asked().slice(before)).toEqual(['/api/auth/session/token'])
  })

  test('is replaced with the body of the request sent once more as it was', async () => {
    await changeRole()
    visitor.expectComplaint(/401 \(Unauthorized\).*\/me/)
    const body = JSON.stringify({ note: 'Überraschung 🎉' })
    const headers = { 'content-type': 'application/json' }
    expect(await ask(`${api.url}/me`, { method: 'POST', body, headers })).toMatchObject({ status: 200 })
    expect(api.noted.map(({ status, body: text }) => [status, text])).toEqual([
      [401, body],
      [200, body],
    ])
  })

  test.each([
    ['a form', 'new URLSearchParams({ note: "one two" })', 'note=one+two'],
    ['bytes', 'new TextEncoder().encode("bytes")', 'bytes'],
    ['a file', 'new Blob(["of a file"])', 'of a file'],
    ['a request of its own', 'null', 'in a request'],
  ])('is replaced for %s too', async (_, made, body) => {
    await changeRole()
    visitor.expectComplaint(/401 \(Unauthorized\).*\/me/)
    const input = `${api.url}/me`
    const request =
      made === 'null'
        ? `new Request("${input}", { method: "POST", body: "${body}" })`
        : `"${input}", { method: "POST", body: ${made} }`
    expect(await tab.evaluate(`client.authFetch(${request}).then(({ status }) => status)`)).toBe(200)
    expect(api.noted.map(({ status, body: text }) => [status, text])).toEqual([
      [401, body],
      [200, body],
    ])
  })
})

describe('a request that is refused', () => {
  test('whatever the token is, is repeated once and no more', async () => {
    visitor.expectComplaint(/401 \(Unauthorized\).*\/never/)
    expect(await ask(`${api.url}/never`)).toMatchObject({ status: 401 })
    expect(statuses()).toEqual([401, 401])
    const [first, second] = api.noted.map(({ authorization }) => authorization)
    expect(second).not.toBe(first)
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-in' })
  })

  test('for something else than the age of the token is not repeated', async () => {
    visitor.expectComplaint(/401 \(Unauthorized\).*\/other/)
    expect(await ask(`${api.url}/other`)).toMatchObject({ status: 401 })
    expect(statuses()).toEqual([401])
  })

  test('as nobody, is not repeated', async () => {
    await withClient(tab, ({ client }) => client.signOut())
    visitor.expectComplaint(/401 \(Unauthorized\).*\/me/)
    expect(await ask(`${api.url}/me`)).toMatchObject({ status: 401 })
    expect(api.noted).toMatchObject([{ status: 401, authorization: null }])
  })
})

describe('the token', () => {
  test('goes to the origins that may have it, and to no other', async () => {
    await ask(`${api.url}/open`)
    await ask(`${stranger.url}/open`)
    expect(api.noted).toMatchObject([{ authorization: expect.stringMatching(/^Bearer ey/) }])
    expect(stranger.noted).toMatchObject([{ authorization: null }])
  })

  test('is left behind when an allowed origin sends elsewhere', async () => {
    await ask(`${api.url}/away`)
    expect(api.noted).toMatchObject([{ authorization: expect.stringMatching(/^Bearer ey/) }])
    expect(stranger.noted).toMatchObject([{ path: '/open', authorization: null }])
  })

  test('gives way to what the application says itself', async () => {
    await ask(`${api.url}/open`, { headers: { authorization: 'Bearer of-another-kind' } })
    expect(api.noted).toMatchObject([{ authorization: 'Bearer of-another-kind' }])
  })

  test('goes to the page’s own origin by a path alone', async () => {
    const headers = await withClient(tab, async ({ client }) => {
      const real = window.fetch
      const seen: (string | null)[] = []
      window.fetch = (input, init) => {
        seen.push(new Request(input, init).headers.get('authorization'))
        return real(input, init)
      }
      await client.authFetch('/anything')
      window.fetch = real
      return seen
    })
    expect(headers).toEqual([expect.stringMatching(/^Bearer ey/)])
  })
})

test('a body that is a stream is sent once', async () => {
  const secure = await startApi({ auth, origin: scene.app.url, isSecure: true })
  const context = await scene.chromium.newContext({ ignoreHTTPSErrors: true })
  await context.route('**/api/auth/events', (route) => route.abort())
  tab = await context.newPage()
  await scene.app.open(tab, { tokenOrigins: [secure.url] })
  const { email } = person
  await withClient(tab, ({ client }, given) => client.signIn(given), { email, password: PASSWORD })
  await changeRole()
  const status = await tab.evaluate(`client
    .authFetch('${secure.url}/me', { method: 'POST', body: new Blob(['of a stream']).stream(), duplex: 'half' })
    .then(({ status }) => status)`)
  expect(status).toBe(401)
  expect(secure.noted).toMatchObject([{ status: 401, body: 'of a stream' }])
  expect(await ask(`${secure.url}/me`)).toMatchObject({ status: 200 })
  await context.close()
  await secure.close()
})
