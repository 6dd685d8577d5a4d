/** Users for administrators: the whole life of an account, and what bad input gets. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { login, PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
})
afterEach(() => coatcheck.close())

describe('a user whom an administrator creates', () => {
  test('has everything that was given, and signs in by the password', async () => {
    const created = await admin.post('/users', {
      email: 'Ada@Example.com',
      emailVerified: true,
      password: PASSWORD,
      firstName: 'Ada',
      username: 'ada',
      externalId: 'crm-7',
      publicMetadata: { role: 'editor' },
      privateMetadata: { invoice: 12 },
      unsafeMetadata: { theme: 'dark' },
    })
    expect(created).toMatchObject({
      status: 201,
      body: {
        email: 'ada@example.com',
        emailVerified: true,
        state: 'enabled',
        hasPassword: true,
        externalId: 'crm-7',
        publicMetadata: { role: 'editor' },
        privateMetadata: { invoice: 12 },
        unsafeMetadata: { theme: 'dark' },
      },
    })
    const signedIn = await login(coatcheck.url, 'ada@example.com')
    expect(signedIn.status).toBe(200)
    expect(signedIn.body['user']).not.toHaveProperty('privateMetadata')
    expect(await admin.get(`/users/${String(created.body['id'])}`)).toMatchObject({
      body: { email: 'ada@example.com' },
    })
  })

  test('needs neither password nor address, and then no password signs in', async () => {
    expect(await admin.post('/users', { firstName: 'Nameless' })).toMatchObject({
      status: 201,
      body: { email: null, hasPassword: false },
    })
    await admin.post('/users', { email: 'quiet@example.com' })
    expect((await login(coatcheck.url, 'quiet@example.com')).status).toBe(401)
  })

  test.each([
    ['email', { email: 'not an address' }, 'invalid_request', 'body.email'],
    ['emailVerified', { emailVerified: true }, 'invalid_request', 'body.emailVerified'],
    ['an unknown member', { email: 'a@b.example', role: 'x' }, 'invalid_request', 'body.role'],
    ['password', { password: 'short' }, 'password_rejected', 'body.password'],
    ['deep metadata', { publicMetadata: nested(17) }, 'invalid_request', 'body.publicMetadata'],
    [
      'large metadata',
      { unsafeMetadata: { a: 'x'.repeat(9_000) } },
      'invalid_request',
      'body.unsafeMetadata',
    ],
    ['metadata that are no object', { publicMetadata: [1] }, 'invalid_request', 'body.publicMetadata'],
  ])('is refused by the name of what is wrong: %s', async (_name, body, code, field) => {
    expect(await admin.post('/users', body)).toMatchObject({ status: 400, body: { code, field } })
    expect(await admin.list('/users')).toEqual([])
  })

  test('cannot have metadata so deep that looking at them would end the server', async () => {
    const response = await fetch(`${coatcheck.url}/api/admin/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${coatcheck.adminKey}`, 'content-type': 'application/json' },
      body: `{"publicMetadata":${nestedText(10_000)}}`,
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ field: 'body.publicMetadata' })
  })

  test.each([
    ['email', 'email_taken', { email: 'ada@example.com' }],
    ['username', 'username_taken', { username: 'ADA' }],
    ['externalId', 'external_id_taken', { externalId: 'crm-7' }],
  ])('cannot have the %s of another', async (member, code, body) => {
    await admin.post('/users', { email: 'ada@example.com', username: 'ada', externalId: 'crm-7' })
    expect(await admin.post('/users', body)).toMatchObject({
      status: 409,
      body: { code, field: `body.${member}` },
    })
  })
})

describe('a change of a user', () => {
  async function create(): Promise<string> {
    const { body } = await admin.post('/users', {
      email: 'ada@example.com',
      emailVerified: true,
      firstName: 'Ada',
      publicMetadata: { role: 'editor', team: 1 },
      privateMetadata: { invoice: 12 },
    })
    return String(body['id'])
  }

  test('writes what it names and leaves the rest; a metadata object is replaced as a whole', async () => {
    const id = await create()
    const changed = await admin.patch(`/users/${id}`, { lastName: 'L.', publicMetadata: { role: 'owner' } })
    expect(changed).toMatchObject({
      status: 200,
      body: { firstName: 'Ada', lastName: 'L.', emailVerified: true, privateMetadata: { invoice: 12 } },
    })
    expect(changed.body['publicMetadata']).toEqual({ role: 'owner' })
  })

  test('of the address makes it unverified unless it says otherwise', async () => {
    const id = await create()
    const changed = await admin.patch(`/users/${id}`, { email: 'ada@new.example' })
    expect(changed.body).toMatchObject({ email: 'ada@new.example', emailVerified: false })
    const said = await admin.patch(`/users/${id}`, { email: 'ada@newer.example', emailVerified: true })
    expect(said.body).toMatchObject({ emailVerified: true })
    const none = await admin.patch(`/users/${id}`, { email: null })
    expect(none.body).toMatchObject({ email: null, emailVerified: false })
    expect(await admin.patch(`/users/${id}`, { emailVerified: true })).toMatchObject({
      status: 400,
      body: { field: 'body.emailVerified' },
    })
  })

  test('of a user who is not there is 404, of something that is no id 400', async () => {
    const id = await create()
    await admin.delete(`/users/${id}`)
    expect(await admin.patch(`/users/${id}`, { firstName: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    })
    expect(await admin.get('/users/sess_01jd0c3v9m8x7k2q4w5r6t7y8z')).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', field: 'path.id' },
    })
  })
})

test('users are listed in pages, newest first, and found by part of a name, by address and by external id', async () => {
  for (const name of ['ada', 'bob', 'cyd']) {
    await admin.post('/users', { email: `${name}@example.com`, externalId: `x-${name}` })
    coatcheck.clock.advance(1)
  }
  const emails = (users: readonly { readonly [m: string]: unknown }[]) => users.map((user) => user['email'])
  const first = await admin.get('/users?limit=2')
  expect(emails(first.body['data'] as [])).toEqual(['cyd@example.com', 'bob@example.com'])
  const cursor = encodeURIComponent(String(first.body['nextCursor']))
  const second = await admin.get(`/users?limit=2&cursor=${cursor}`)
  expect(emails(second.body['data'] as [])).toEqual(['ada@example.com'])
  expect(second.body['nextCursor']).toBeNull()
  expect(emails(await admin.list('/users?query=bo'))).toEqual(['bob@example.com'])
  expect(emails(await admin.list('/users?query=%25'))).toEqual([])
  expect(emails(await admin.list('/users?email=ADA@example.com'))).toEqual(['ada@example.com'])
  expect(emails(await admin.list('/users?externalId=x-cyd'))).toEqual(['cyd@example.com'])
  expect(await admin.get('/users?limit=501')).toMatchObject({ status: 400, body: { field: 'query.limit' } })
  expect(await admin.get('/users?mail=a')).toMatchObject({ status: 400, body: { field: 'query.mail' } })
})

describe('disabling and deleting', () => {
  test('a disabled user is out at once, cannot sign in, and can again once enabled', async () => {
    const app = new TokenApp(coatcheck.url, (await register(coatcheck.url, 'ada@example.com')).body)
    const [user] = await admin.list('/users')
    const path = `/users/${String(user?.['id'])}`
    expect((await admin.post(`${path}/disable`)).body).toMatchObject({ state: 'disabled' })
    expect(await app.refresh()).toMatchObject({
      status: 401,
      body: { code: 'session_ended', reason: 'user_disabled' },
    })
    expect((await send(coatcheck.url, '/api/auth/session', { bearer: app.accessToken! })).status).toBe(401)
    expect((await login(coatcheck.url, 'ada@example.com')).status).toBe(401)
    expect((await admin.post(`${path}/enable`)).body).toMatchObject({ state: 'enabled' })
    expect((await login(coatcheck.url, 'ada@example.com')).status).toBe(200)
    expect((await app.refresh()).status).toBe(401)
  })

  test('a deleted user is gone, and the address is free', async () => {
    const app = new TokenApp(coatcheck.url, (await register(coatcheck.url, 'ada@example.com')).body)
    const [user] = await admin.list('/users')
    const path = `/users/${String(user?.['id'])}`
    expect((await admin.delete(path)).status).toBe(204)
    expect((await admin.delete(path)).status).toBe(404)
    expect((await admin.get(path)).status).toBe(404)
    expect((await admin.post(`${path}/enable`)).status).toBe(404)
    expect((await app.refresh()).status).toBe(401)
    expect((await register(coatcheck.url, 'ada@example.com')).status).toBe(201)
  })
})

function nested(depth: number): object {
  return JSON.parse(nestedText(depth)) as object
}

function nestedText(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}
