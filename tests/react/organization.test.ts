/** Organizations by the components: changing, making, naming, members, invitations, leaving and deleting. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { PASSWORD } from '../support/api-client.ts'
import { PATIENCE, type Person, signInBy, underEachReact, type World } from './world.ts'

const SHOWN = { show: ['OrganizationSwitcher', 'OrganizationProfile'], handsClient: true } as const

/** A page whose person works in an organization. */
async function pageIn(world: World, person: Person, organization: string): Promise<Page> {
  const page = await world.open(SHOWN)
  await signInBy(page, person.email)
  await page.evaluate(async (id) => await window.client.setActive({ organization: id }), organization)
  await page.getByRole('heading', { name: 'Members' }).waitFor()
  return page
}

const organizationOf = (page: Page): Promise<unknown> =>
  page.evaluate(() => window.client.state.token?.claims.org?.slug ?? null)

underEachReact({}, (world) => {
  test('one is made and worked in, changed for another, and left for none', async () => {
    const person = await world.signUp('ada@example.com')
    await world.organize('Old Works', person)
    const page = await world.open(SHOWN)
    expect(await page.getByRole('button').count()).toBe(0)
    await signInBy(page, person.email)
    const opener = page.getByRole('button', { name: /^Organization: / })
    await opener.click()
    await page.getByRole('button', { name: 'Create organization' }).click()
    const dialog = page.getByRole('dialog', { name: 'Create organization' })
    await dialog.getByLabel('Name').fill('New Works')
    await dialog.getByLabel('Slug (optional)').fill('old-works')
    await dialog.getByRole('button', { name: 'Create organization' }).click()
    await expect
      .poll(() => dialog.getByRole('alert').textContent(), PATIENCE)
      .toBe('There is an organization with this slug. Choose another one.')
    const slug = dialog.getByLabel('Slug (optional)')
    expect(await slug.evaluate((field) => field === document.activeElement)).toBe(true)
    await slug.fill('')
    await dialog.getByRole('button', { name: 'Create organization' }).click()
    await page.getByRole('button', { name: 'Organization: New Works' }).waitFor()
    expect(await organizationOf(page)).toBe('new-works')

    await opener.click()
    const current = page.locator('[aria-current]')
    expect(await current.textContent()).toBe('NWNew Works')
    await page.getByRole('button', { name: 'Old Works' }).click()
    await page.getByRole('button', { name: 'Organization: Old Works' }).waitFor()
    expect(await organizationOf(page)).toBe('old-works')
    await opener.click()
    await page.getByRole('button', { name: 'Personal account', exact: true }).click()
    await page.getByText('You work in no organization here.').waitFor()
    expect(await organizationOf(page)).toBeNull()
  })

  test('who administers it changes its name, roles and members, and invites', async () => {
    const boss = await world.signUp('boss@example.com', { firstName: 'Bo' })
    const member = await world.signUp('member@example.com', { firstName: 'Mel' })
    const guest = await world.signUp('guest@example.com', { firstName: 'Gus' })
    const page = await pageIn(world, boss, await world.organize('Acme', boss, [member, guest]))
    await page.getByLabel('Name').fill('Acme & Sons')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('heading', { name: 'Acme & Sons' }).waitFor()

    await page.getByLabel('Role of Mel').selectOption('Admin')
    await expect.poll(() => page.getByLabel('Role of Mel').inputValue(), PATIENCE).toBe('org:admin')
    await page.getByRole('button', { name: 'Remove Gus' }).click()
    const question = page.getByRole('alertdialog')
    expect(await question.textContent()).toContain('Remove Gus from Acme & Sons?')
    await question.getByRole('button', { name: 'Remove' }).click()
    await expect.poll(() => page.getByText('guest@example.com').count(), PATIENCE).toBe(0)

    const email = page.getByLabel('E-mail address')
    await email.fill('member@example.com')
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await expect
      .poll(() => page.getByRole('alert').textContent(), PATIENCE)
      .toBe('This person is a member already.')
    await email.fill('new@example.com')
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByText('An invitation was sent to new@example.com.').waitFor()
    expect(await email.inputValue()).toBe('')
    await page.getByRole('button', { name: 'Revoke the invitation of new@example.com' }).click()
    await page.getByText('Nobody is invited just now.').waitFor()
  })

  test('who is just a member sees the others, changes nothing, and may leave', async () => {
    const boss = await world.signUp('head@example.com', { firstName: 'Hedy' })
    const member = await world.signUp('hand@example.com')
    const page = await pageIn(world, member, await world.organize('Hands', boss, [member]))
    await page.getByText('Hedy').waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    expect(await page.getByRole('combobox').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Delete organization' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Leave organization' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave organization' }).click()
    await page.getByText('You work in no organization here.').waitFor()
    expect(await organizationOf(page)).toBeNull()
  })

  test('deleting one asks for a recent proof, and leads back to none', async () => {
    const boss = await world.signUp('end@example.com')
    const page = await pageIn(world, boss, await world.organize('Ended', boss))
    world.coatcheck.clock.advance(20 * 60_000)
    await page.evaluate(async () => await window.client.touch())
    await page.getByRole('button', { name: 'Delete organization' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete organization' }).click()
    const dialog = page.getByRole('dialog', { name: 'Is it you?' })
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('You work in no organization here.').waitFor()
    expect(await world.admin.list('/organizations?query=Ended')).toHaveLength(0)
  })

  test('the only administrator cannot leave, and is told why', async () => {
    const boss = await world.signUp('alone@example.com')
    const page = await pageIn(world, boss, await world.organize('Alone', boss))
    await page.getByRole('button', { name: 'Leave organization' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave organization' }).click()
    await expect
      .poll(() => page.getByRole('alert').textContent(), PATIENCE)
      .toContain('Nobody else administers this organization.')
  })

  test('many members come page by page', async () => {
    const boss = await world.signUp('crowd@example.com')
    const id = await world.organize('Crowd', boss)
    for (let index = 0; index < 55; index++) {
      const made = await world.admin.post('/users', { email: `person-${index}@example.com` })
      const added = { userId: made.body['id'], role: 'org:member' }
      expect((await world.admin.post(`/organizations/${id}/memberships`, added)).status).toBe(201)
    }
    const page = await pageIn(world, boss, id)
    const members = page.getByRole('region', { name: 'Members' }).locator('.cc-rows > li')
    await expect.poll(() => members.count(), PATIENCE).toBe(50)
    await page.getByRole('button', { name: 'Show more' }).click()
    await expect.poll(() => members.count(), PATIENCE).toBe(56)
  })
})
