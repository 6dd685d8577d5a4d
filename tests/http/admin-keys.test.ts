/** Keys for programs: made once, scoped, two at a time, dead at once when revoked. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
})
afterEach(() => coatcheck.close())

describe('an admin key', () => {
  test('comes once, does what its scopes allow, and is dead when revoked', async () => {
    const made = await admin.post('/admin-keys', { name: 'reader', scopes: ['read'] })
    expect(made).toMatchObject({ status: 201, body: { key: expect.stringMatching(/^ccadm_/) } })
    const reader = adminClient(coatcheck, String(made.body['key']))
    expect((await reader.get('/users')).status).toBe(200)
    expect(await reader.post('/users', {})).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
    const listed = await admin.list('/admin-keys')
    expect(listed).toContainEqual(expect.objectContaining({ name: 'reader', scopes: ['read'] }))
    expect(JSON.stringify(listed)).not.toContain('ccadm_')
    expect((await admin.delete(`/admin-keys/${String(made.body['id'])}`)).status).toBe(204)
    expect(await reader.get('/users')).toMatchObject({ status: 401, body: { code: 'credential_invalid' } })
    expect((await admin.delete(`/admin-keys/${String(made.body['id'])}`)).status).toBe(404)
  })

  test('gives no scope that it does not have', async () => {
    const made = await admin.post('/admin-keys', { name: 'keys', scopes: ['read', 'keys'] })
    const keeper = adminClient(coatcheck, String(made.body['key']))
    expect(await keeper.post('/admin-keys', { name: 'more', scopes: ['users'] })).toMatchObject({
      status: 403,
      body: { code: 'scope_missing', field: 'body.scopes' },
    })
    const own = await keeper.post('/admin-keys', { name: 'same' })
    expect(own.status).toBe(201)
    expect(await admin.list('/admin-keys')).toContainEqual(
      expect.objectContaining({ name: 'same', scopes: ['read', 'keys'] }),
    )
  })

  test('of the environment that was revoked stays so at the next start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const { adminKey, ...first } = await startCoatcheck({ folder })
    const [own] = await adminClient({ ...first, adminKey }).list('/admin-keys')
    await adminClient({ ...first, adminKey }).delete(`/admin-keys/${String(own?.['id'])}`)
    await first.close()
    const environment = { COATCHECK_ADMIN_KEY: adminKey, COATCHECK_LOG_LEVEL: 'silent' }
    const second = await startCoatcheck({ folder, environment })
    onTestFinished(() => second.close())
    expect((await adminClient(second, adminKey).get('/users')).status).toBe(401)
  })

  test('is needed: nothing, and no other credential, opens the door', async () => {
    expect(await send(coatcheck.url, '/api/admin/users')).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    })
    const backend = await admin.post('/backend-keys', { name: 'web' })
    expect(await adminClient(coatcheck, String(backend.body['key'])).get('/users')).toMatchObject({
      status: 403,
      body: { code: 'credential_not_accepted' },
    })
  })

  test('is refused with unknown members and scopes', async () => {
    expect(await admin.post('/admin-keys', { name: 'x', scopes: ['root'] })).toMatchObject({
      body: { code: 'invalid_request', field: 'body.scopes.0' },
    })
    expect(await admin.post('/verifier-keys', { name: 'x', scopes: ['read'] })).toMatchObject({
      body: { code: 'invalid_request', field: 'body.scopes' },
    })
  })
})

describe.each([
  ['backend', 'ccb_'],
  ['verifier', 'ccv_'],
])('a %s key', (kind, prefix) => {
  test('has its prefix, and two of one name live at a time', async () => {
    const path = `/${kind}-keys`
    const first = await admin.post(path, { name: 'api' })
    expect(String(first.body['key']).startsWith(prefix)).toBe(true)
    expect((await admin.post(path, { name: 'api' })).status).toBe(201)
    expect(await admin.post(path, { name: 'api' })).toMatchObject({
      status: 409,
      body: { code: 'too_many_keys', field: 'body.name' },
    })
    expect((await admin.post(path, { name: 'other' })).status).toBe(201)
    await admin.delete(`${path}/${String(first.body['id'])}`)
    expect((await admin.post(path, { name: 'api' })).status).toBe(201)
    expect(await admin.list(path)).toHaveLength(3)
  })

  test('cannot be revoked as a key of another kind', async () => {
    const made = await admin.post(`/${kind}-keys`, { name: 'api' })
    expect((await admin.delete(`/admin-keys/${String(made.body['id'])}`)).status).toBe(404)
    expect(await admin.list(`/${kind}-keys`)).toHaveLength(1)
  })
})

test('making and revoking a key is told, without the key', async () => {
  const made = await admin.post('/backend-keys', { name: 'web', authorizedParty: 'https://app.example.com' })
  await admin.delete(`/backend-keys/${String(made.body['id'])}`)
  const [revoked] = await admin.list('/events?type=access_key.revoked')
  expect(revoked).toMatchObject({ actor: { kind: 'admin' }, details: { id: made.body['id'], name: 'web' } })
  expect(JSON.stringify(await admin.list('/events'))).not.toContain(String(made.body['key']).slice(4))
})
