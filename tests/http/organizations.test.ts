/** Organizations: made by people or administrators, joined by invitation, left, and never without an administrator. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type Answer, Browser, type Json, PASSWORD } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient
let people = 0

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
})
afterAll(() => coatcheck.close())

type Person = { readonly id: string; readonly email: string; readonly browser: Browser }

async function signUp(email = `person-${people++}@example.com`): Promise<Person> {
  coatcheck.clock.advance(600_000) // so that no limit on registrations is met
  const browser = new Browser(coatcheck.url)
  const { status, body } = await browser.send('/api/auth/register', { body: { email, password: PASSWORD } })
  expect(status).toBe(201)
  return { id: (body['user'] as { id: string }).id, email, browser }
}

async function create(by: Person, name: string): Promise<string> {
  const { status, body } = await by.browser.send('/api/auth/organizations', { body: { name } })
  expect(status).toBe(201)
  return String(body['id'])
}

async function join(by: Person, organization: string, person: Person, role = 'org:member'): Promise<Answer> {
  const invited = await by.browser.send(`/api/auth/organizations/${organization}/invitations`, {
    body: { email: person.email, role },
  })
  expect(invited.status).toBe(201)
  return await person.browser.send('/api/auth/invitations/accept', {
    body: { ticket: ticketFor(person.email) },
  })
}

/** The ticket of the newest mail to an address. */
function ticketFor(email: string): string {
  const mails = coatcheck.server.mailer.outbox?.() ?? []
  const mail = mails.find(({ to }) => to === email)
  return /ticket=(cco_[\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
}

const code = ({ status, body }: Answer): readonly unknown[] => [status, body['code']]

describe('a person', () => {
  test('makes one, sees it among the own, and administers it', async () => {
    const ada = await signUp()
    const id = await create(ada, 'Löwenstein & Söhne')
    const { body } = await ada.browser.send('/api/auth/organizations')
    expect(body['data']).toMatchObject([
      { organization: { id, slug: 'lowenstein-sohne' }, role: 'org:admin' },
    ])
    const renamed = await ada.browser.send(`/api/auth/organizations/${id}`, {
      method: 'PATCH',
      body: { name: 'Lions' },
    })
    expect(renamed.body).toMatchObject({ name: 'Lions', slug: 'lowenstein-sohne' })
    expect(renamed.body).not.toHaveProperty('privateMetadata')
    const taken = await ada.browser.send('/api/auth/organizations', {
      body: { name: 'x', slug: 'Lowenstein-Sohne' },
    })
    expect(code(taken)).toEqual([409, 'slug_taken'])
  })

  test('names one as others did: the slug of the name gives way, one that was given does not', async () => {
    const ada = await signUp()
    const slugs = async (...names: string[]): Promise<readonly unknown[]> => {
      const answers = names.map((name) => ada.browser.send('/api/auth/organizations', { body: { name } }))
      return (await Promise.all(answers)).map(({ status, body }) => status === 201 && body['slug'])
    }
    expect(await slugs('Echo GmbH')).toEqual(['echo-gmbh'])
    expect(await slugs('Écho, GmbH')).toEqual(['echo-gmbh-2'])
    expect(await slugs('Echo GmbH')).toEqual([expect.stringMatching(/^echo-gmbh-[a-z0-9]{6}$/)])
    const atOnce = await slugs('Twins', 'Twins', 'Twins', 'Twins', 'Twins')
    expect(new Set(atOnce).size).toBe(5)
    expect(atOnce).toEqual(expect.arrayContaining(['twins', 'twins-2']))
    expect(atOnce).not.toContain(false)
    const long = 'Very '.repeat(25)
    const [first, second] = [await slugs(long), await slugs(long)]
    expect(second).toEqual([`${String(first[0]).slice(0, 61).replace(/-$/, '')}-2`])
    const given = { body: { name: 'Twins', slug: 'twins' } }
    expect(code(await ada.browser.send('/api/auth/organizations', given))).toEqual([409, 'slug_taken'])
    const unnameable = { body: { name: '日本' } }
    expect((await ada.browser.send('/api/auth/organizations', unnameable)).body).toMatchObject({
      code: 'invalid_request',
      field: 'body.slug',
    })
  })

  test('joins by the link that was mailed, once, and only with that address', async () => {
    const [ada, grace, mallory] = [await signUp(), await signUp(), await signUp()]
    const id = await create(ada, 'Ada and friends')
    const invite = await ada.browser.send(`/api/auth/organizations/${id}/invitations`, {
      body: { email: grace.email },
    })
    expect(JSON.stringify(invite.body)).not.toContain('cco_')
    const ticket = ticketFor(grace.email)
    const stolen = await mallory.browser.send('/api/auth/invitations/accept', { body: { ticket } })
    expect(code(stolen)).toEqual([403, 'email_differs'])
    const joined = await grace.browser.send('/api/auth/invitations/accept', { body: { ticket } })
    expect(joined.body).toMatchObject({ organizationId: id, userId: grace.id, role: 'org:member' })
    const again = await grace.browser.send('/api/auth/invitations/accept', { body: { ticket } })
    expect(code(again)).toEqual([400, 'ticket_invalid'])
    const members = await grace.browser.send(`/api/auth/organizations/${id}/members`)
    const ids = (members.body['data'] as Json[]).map(({ userId }) => userId)
    expect(new Set(ids)).toEqual(new Set([ada.id, grace.id]))
  })

  test('who does not belong learns nothing, and a member may not what administrators may', async () => {
    const [ada, grace, mallory] = [await signUp(), await signUp(), await signUp()]
    const id = await create(ada, 'Closed')
    await join(ada, id, grace)
    const path = `/api/auth/organizations/${id}`
    expect(code(await mallory.browser.send(`${path}/members`))).toEqual([404, 'not_found'])
    const rename = { method: 'PATCH', body: { name: 'Mine' } }
    expect(code(await mallory.browser.send(path, rename))).toEqual([404, 'not_found'])
    expect(code(await grace.browser.send(path, rename))).toEqual([403, 'permission_missing'])
    const invite = { body: { email: 'friend@example.com' } }
    expect(code(await grace.browser.send(`${path}/invitations`, invite))).toEqual([403, 'permission_missing'])
    const promote = { method: 'PATCH', body: { role: 'org:admin' } }
    const promoted = await grace.browser.send(`${path}/members/${grace.id}`, promote)
    expect(code(promoted)).toEqual([403, 'permission_missing'])
    const remove = { method: 'DELETE', body: {} }
    expect(code(await grace.browser.send(`${path}/members/${ada.id}`, remove))).toEqual([
      403,
      'permission_missing',
    ])
    expect((await grace.browser.send(`${path}/members/${grace.id}`, remove)).status).toBe(204)
  })

  test('the last administrator stays until there is another one', async () => {
    const [ada, grace] = [await signUp(), await signUp()]
    const id = await create(ada, 'Two')
    await join(ada, id, grace)
    const path = `/api/auth/organizations/${id}/members`
    const leave = { method: 'DELETE', body: {} }
    expect(code(await ada.browser.send(`${path}/${ada.id}`, leave))).toEqual([409, 'last_admin'])
    const promote = { method: 'PATCH', body: { role: 'org:admin' } }
    expect((await ada.browser.send(`${path}/${grace.id}`, promote)).status).toBe(200)
    expect((await ada.browser.send(`${path}/${ada.id}`, leave)).status).toBe(204)
  })

  test('an invitation that was revoked is none, and one is pending at a time', async () => {
    const [ada, grace] = [await signUp(), await signUp()]
    const id = await create(ada, 'Second thoughts')
    const path = `/api/auth/organizations/${id}/invitations`
    const { body } = await ada.browser.send(path, { body: { email: grace.email } })
    expect(code(await ada.browser.send(path, { body: { email: grace.email } }))).toEqual([
      409,
      'already_invited',
    ])
    expect(
      (await ada.browser.send(`${path}/${String(body['id'])}`, { method: 'DELETE', body: {} })).status,
    ).toBe(204)
    const ticket = ticketFor(grace.email)
    const late = await grace.browser.send('/api/auth/invitations/accept', { body: { ticket } })
    expect(code(late)).toEqual([400, 'ticket_invalid'])
  })
})

test('the page of an invitation lets whoever has the address join', async () => {
  const [ada, grace] = [await signUp(), await signUp()]
  const id = await create(ada, 'Paper & Co')
  await ada.browser.send(`/api/auth/organizations/${id}/invitations`, { body: { email: grace.email } })
  const path = `/invitation?ticket=${ticketFor(grace.email)}`
  const page = async (browser: Browser) =>
    String((await browser.send(path, { headers: { accept: 'text/html' } })).body['text'])
  expect(await page(new Browser(coatcheck.url))).toContain('/sign-in?redirect_url=')
  expect(await page(ada.browser)).toContain(grace.email)
  const form = await page(grace.browser)
  expect(form).toContain('Join Paper &amp; Co')
  const fields = [...form.matchAll(/name="(\w+)"\s+value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value] as [string, string],
  )
  const answer = await grace.browser.submit('/invitation', new URLSearchParams(fields))
  expect(await answer.text()).toContain('Welcome to Paper &amp; Co')
})

describe('an administrator of the instance', () => {
  test('makes, changes, lists and deletes them', async () => {
    const ada = await signUp()
    const made = await admin.post('/organizations', {
      name: 'Works',
      createdBy: ada.id,
      privateMetadata: { plan: 'gold' },
    })
    expect(made.body).toMatchObject({ slug: 'works', privateMetadata: { plan: 'gold' }, version: 1 })
    const path = `/organizations/${String(made.body['id'])}`
    expect((await admin.patch(path, { name: 'Factory' })).body).toMatchObject({ name: 'Factory', version: 2 })
    expect(await admin.list('/organizations?query=fact')).toHaveLength(1)
    const grace = await signUp()
    const added = await admin.post(`${path}/memberships`, { userId: grace.id, role: 'org:member' })
    expect(added.status).toBe(201)
    expect(code(await admin.post(`${path}/memberships`, { userId: grace.id, role: 'org:member' }))).toEqual([
      409,
      'already_member',
    ])
    const wrong = await admin.post(`${path}/memberships`, { userId: grace.id, role: 'org:nobody' })
    expect(wrong.body).toMatchObject({ code: 'invalid_request', field: 'body.role' })
    expect((await admin.patch(`${path}/memberships/${grace.id}`, { role: 'org:admin' })).status).toBe(200)
    expect((await admin.delete(`${path}/memberships/${ada.id}`)).status).toBe(204)
    expect((await admin.delete(path)).status).toBe(204)
    expect(code(await admin.get(path))).toEqual([404, 'not_found'])
  })

  test('names one as another is, and is given the next slug unless it asked for that very one', async () => {
    const { id: createdBy } = await signUp()
    const draft = { name: 'Foundry', createdBy }
    expect((await admin.post('/organizations', draft)).body).toMatchObject({ slug: 'foundry' })
    expect((await admin.post('/organizations', draft)).body).toMatchObject({ slug: 'foundry-2' })
    const given = await admin.post('/organizations', { ...draft, slug: 'foundry' })
    expect(code(given)).toEqual([409, 'slug_taken'])
  })

  test('makes roles, and keeps what is built in', async () => {
    const role = { key: 'org:billing', name: 'Billing', permissions: ['org:invoices:read'] }
    expect((await admin.post('/roles', role)).body).toEqual(role)
    expect(code(await admin.post('/roles', role))).toEqual([409, 'role_taken'])
    const changed = await admin.patch('/roles/org:billing', {
      permissions: ['org:invoices:write', 'org:invoices:read'],
    })
    expect(changed.body['permissions']).toEqual(['org:invoices:read', 'org:invoices:write'])
    const unknown = await admin.patch('/roles/org:billing', { permissions: ['org:sys_root:everything'] })
    expect(unknown.body['code']).toBe('invalid_request')
    expect(code(await admin.delete('/roles/org:admin'))).toEqual([409, 'role_in_use'])
    expect((await admin.delete('/roles/org:billing')).status).toBe(204)
  })
})
