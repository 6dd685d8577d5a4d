/** Every component in the states that people meet it in, reached as they reach it, in whatever language. */

import type { Page } from 'playwright-core'
import { PASSWORD } from '../support/api-client.ts'
import type { AppWanted } from './react-app.ts'
import { letTimePass, type Person, type Protection, signInBy, type World } from './world.ts'

/** Who the pictures are of. */
export type Sitters = {
  readonly ada: Person
  readonly grace: Person
  /** Has a second factor. */
  readonly guarded: Person
  readonly protection: Protection
  readonly organization: string
}

/** A state: what is shown, and what is done until it is reached. */
export type State = {
  readonly show: AppWanted['show']
  readonly reach: (page: Page, world: World, sitters: Sitters) => Promise<void>
}

/** Makes them, once for a server. */
export async function seat(world: World): Promise<Sitters> {
  const ada = await world.signUp('ada@example.com', { firstName: 'Ada', lastName: 'Lovelace' })
  const grace = await world.signUp('grace@example.com', { firstName: 'Grace', lastName: 'Hopper' })
  const guarded = await world.signUp(
    'somebody-whose-address-goes-on-and-on-and-on@a-domain-that-is-long-too.example.com',
  )
  const protection = await world.protect(guarded)
  const organization = await world.organize('Analytical Engines', ada, [grace])
  return { ada, grace, guarded, protection, organization }
}

async function typeIn(page: Page, email: string): Promise<void> {
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('button[type=submit]').first().click()
}

async function signInAda(page: Page, _world: World, { ada }: Sitters): Promise<void> {
  await signInBy(page, ada.email)
}

/** All of them, by their names. */
export const STATES: { readonly [name: string]: State } = {
  'sign-in': { show: ['SignIn'], reach: async (page) => await page.locator('form').waitFor() },
  'sign-in-refused': {
    show: ['SignIn'],
    reach: async (page) => {
      await page.locator('input[name=email]').fill('nobody@example.com')
      await page.locator('input[name=password]').fill('wrong')
      await page.locator('button[type=submit]').click()
      await page.getByRole('alert').waitFor()
    },
  },
  'sign-in-as': {
    show: ['SignIn'],
    reach: async (page, world, { grace, ...sitters }) => {
      await signInBy(page, grace.email)
      await signInAda(page, world, { grace, ...sitters })
      await page.locator('.cc-choice').nth(1).waitFor()
    },
  },
  'second-factor': {
    show: ['SignIn'],
    reach: async (page, _, { guarded }) => {
      await typeIn(page, guarded.email)
      await page.locator('summary').click()
      await page.locator('input[name=recoveryCode]').waitFor()
    },
  },
  'sign-up': { show: ['SignUp'], reach: async (page) => await page.locator('form').waitFor() },
  accounts: {
    show: ['SessionInfo', 'SessionCountdown', 'MultiSessionManager', 'SessionCard'],
    reach: async (page, world, { grace, ...sitters }) => {
      await signInBy(page, grace.email)
      await signInAda(page, world, { grace, ...sitters })
      await page.locator('.cc-devices .cc-rows > li').first().waitFor()
    },
  },
  'user-button': {
    show: [{ name: 'UserButton', props: { showName: true } }],
    reach: async (page, world, { grace, ...sitters }) => {
      await signInBy(page, grace.email)
      await signInAda(page, world, { grace, ...sitters })
      await page.locator('.cc-opener').click()
      await page.locator('.cc-menu').first().waitFor()
    },
  },
  organizations: {
    show: ['OrganizationSwitcher', 'OrganizationProfile'],
    reach: async (page, world, sitters) => {
      await signInAda(page, world, sitters)
      const { organization } = sitters
      await page.evaluate(async (id) => await window.client.setActive({ organization: id }), organization)
      await page.locator('.cc-section').nth(2).waitFor()
      await page.locator('.cc-rows > li').nth(1).waitFor()
      await page.locator('.cc-organization-switcher .cc-opener').click()
      await page.locator('.cc-menu').first().waitFor()
    },
  },
  'create-organization': {
    show: ['OrganizationSwitcher'],
    reach: async (page, world, sitters) => {
      await signInAda(page, world, sitters)
      await page.locator('.cc-opener').click()
      await page.locator('.cc-menu').last().locator('button').last().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  'is-it-you': {
    show: ['Danger'],
    reach: async (page, world, sitters) => {
      await signInAda(page, world, sitters)
      await letTimePass(world, page, 20 * 60)
      await page.getByRole('button', { name: 'Fetch it' }).click()
      await page.getByRole('dialog').locator('input').waitFor()
    },
  },
  inactivity: {
    show: [{ name: 'InactivityWarning', props: { warnBeforeSeconds: 300 } }],
    reach: async (page, world, sitters) => {
      await signInAda(page, world, sitters)
      await letTimePass(world, page, 26 * 60)
      await page.getByRole('alertdialog').waitFor()
    },
  },
}
