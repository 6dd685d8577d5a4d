/** What tests of components share: a server, a browser, an application under each React, and people. */

import type { Browser as Chromium, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { Browser, PASSWORD } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeAt } from '../support/totp.ts'
import { type AppPage, type AppWanted, REACT_VERSIONS, type ReactApp, startReactApp } from './react-app.ts'
import { runningClock } from './running-clock.ts'

/** Somebody with an account, and a browser of theirs that is not ours to look at. */
export type Person = {
  readonly email: string
  readonly userId: string
  readonly elsewhere: Browser
}

/** A server, a browser, an application. */
export type World = {
  readonly coatcheck: RunningCoatcheck
  readonly admin: AdminClient
  readonly app: ReactApp
  readonly chromium: Chromium
  /** Opens a page. At the end of the test it must not have complained of anything. */
  readonly open: (wanted: AppWanted, context?: BrowserContextOptions) => Promise<Page>
  /** Opens another page in the same browser. */
  readonly openBeside: (other: Page, wanted: AppWanted) => Promise<Page>
  /** Makes an account. */
  readonly signUp: (email: string, names?: object) => Promise<Person>
  /** Sets an authenticator app up. */
  readonly protect: (person: Person) => Promise<Protection>
  /** Makes an organization, with members by their roles. The first administers it. */
  readonly organize: (name: string, admin: Person, members?: readonly Person[]) => Promise<string>
}

/** An authenticator app, and the codes for who has lost it. */
export type Protection = { readonly nextCode: () => string; readonly recoveryCodes: readonly string[] }

/** How long a test waits for what has to come: others use the machine too. */
export const PATIENCE = { timeout: 20_000 } as const

const CODE_MS = 30_000

/** One browser for a file of tests, in which each test has a profile of its own. */
let chromium: Promise<Chromium> | undefined
afterAll(async () => await (await chromium)?.close())

/** Runs tests under each React. Environment variables are of the server. */
export function underEachReact(
  environment: Readonly<Record<string, string>>,
  tests: (world: World, version: number) => void,
): void {
  describe.each(REACT_VERSIONS)('under React %s', (version) => {
    const opened: AppPage[] = []
    // Tests that are registered below see what is put into it before they run.
    const world = {} as { -readonly [Key in keyof World]: World[Key] }
    beforeAll(async () => {
      world.chromium = await (chromium ??= launchChromium())
      world.coatcheck = await startCoatcheck({ clock: runningClock(), environment })
      world.app = await startReactApp(world.coatcheck, version)
      world.admin = adminClient(world.coatcheck)
      Object.assign(world, peopleOf(world.coatcheck))
      world.open = async (wanted, context) => keep(await world.app.open(world.chromium, wanted, context))
      world.openBeside = async (other, wanted) => keep(await world.app.openBeside(other, wanted))
    })
    afterAll(async () => {
      await world.app.close()
      await world.coatcheck.close()
    })
    afterEach(async () => {
      const pages = opened.splice(0)
      for (const { page } of pages) await page.context().close()
      expect(pages.flatMap(({ complaints }) => complaints)).toEqual([])
    })
    function keep(app: AppPage): Page {
      opened.push(app)
      return app.page
    }
    tests(world, version)
  })
}

function peopleOf(coatcheck: RunningCoatcheck): Pick<World, 'signUp' | 'protect' | 'organize'> {
  return {
    signUp: async (email, names = {}) => {
      const elsewhere = new Browser(coatcheck.url)
      const answer = await elsewhere.send('/api/auth/register', {
        body: { email, password: PASSWORD, ...names },
      })
      expect(answer.status).toBe(201)
      return { email, userId: (answer.body['user'] as { readonly id: string }).id, elsewhere }
    },
    protect: async ({ elsewhere }) => {
      const { body } = await elsewhere.send('/api/auth/factors/totp', { body: { name: 'Phone' } })
      const nextCode = (): string => {
        coatcheck.clock.advance(CODE_MS)
        return codeAt(String(body['secret']), coatcheck.clock.nowMs())
      }
      const proof = { factorId: body['factorId'], code: nextCode() }
      const verified = await elsewhere.send('/api/auth/factors/totp/verify', { body: proof })
      expect(verified.status).toBe(201)
      return { nextCode, recoveryCodes: verified.body['recoveryCodes'] as string[] }
    },
    organize: async (name, admin, members = []) => {
      const made = await adminClient(coatcheck).post('/organizations', { name, createdBy: admin.userId })
      expect(made.status).toBe(201)
      const id = String(made.body['id'])
      for (const { userId } of members) {
        const member = { userId, role: 'org:member' }
        const joined = await adminClient(coatcheck).post(`/organizations/${id}/memberships`, member)
        expect(joined.status).toBe(201)
      }
      return id
    },
  }
}

/** Lets time pass at the server, and has the page hear of it as it would by any answer. */
export async function letTimePass({ coatcheck }: World, page: Page, seconds: number): Promise<void> {
  // A token that is on its way now would be new enough for who asks for another one.
  await page.evaluate(async () => await window.client.getToken())
  coatcheck.clock.advance(seconds * 1000)
  await page.evaluate(async () => await window.client.getToken({ skipCache: true }))
}

/** Signs in by the client that the page made itself, as an application's own form would. */
export async function signInBy(page: Page, email: string): Promise<void> {
  const outcome = await page.evaluate(async (credentials) => await window.client.signIn(credentials), {
    email,
    password: PASSWORD,
  })
  expect(outcome.ok).toBe(true)
}

/** Fills the form for an address and a password in. */
export async function typePassword(page: Page, email: string, password: string = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Waits until the page says who is signed in, by its `<SessionInfo>`. */
export async function expectSignedIn(page: Page, name: string): Promise<void> {
  const said = (): Promise<string | null> => page.locator('.cc-session-info').textContent()
  await expect.poll(said, PATIENCE).toContain(`Signed in as ${name}`)
}
