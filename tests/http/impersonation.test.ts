/** Administrators who act as a user: for a short while, seen by everybody, and never in the user's own right. */

import { newId } from '@coatcheck/core'
import { seededRandom } from '@coatcheck/core/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { adminClient } from '../support/admin-client.ts'
import { type Json, PASSWORD, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let url: string
let userId: string
let owner: TokenApp

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  url = coatcheck.url
  const { body } = await register(url, 'ada@example.com')
  owner = new TokenApp(url, body)
  userId = (body['user'] as { readonly id: string }).id
})
afterEach(() => coatcheck.close())

const impersonate = (body: Json = {}) => adminClient(coatcheck).post(`/users/${userId}/impersonate`, body)

function claimsOf(token: unknown): Json {
  return JSON.parse(Buffer.from(String(token).split('.')[1]!, 'base64url').toString()) as Json
}

test('an hour, at most, as the user, whose tokens say who acts and that nothing was proved', async () => {
  const { status, body } = await impersonate()
  const keyId = claimsOf(body['accessToken'])['act'] as { readonly sub: string }
  expect(status).toBe(201)
  expect(keyId.sub).toMatch(/^key_/)
  expect(claimsOf(body['accessToken'])).toMatchObject({ sub: userId, fva: [-1, -1] })
  const { expiresAt, actor } = body['session'] as { readonly expiresAt: string; readonly actor: Json }
  expect(actor).toEqual(keyId)
  expect(Date.parse(expiresAt) - coatcheck.clock.nowMs()).toBe(3_600_000)
  await adminClient(coatcheck).patch('/policy', { impersonationSeconds: 300 })
  const shorter = (await impersonate({ transport: 'opaque' })).body
  expect(Date.parse(String(shorter['expiresAt'])) - coatcheck.clock.nowMs()).toBe(300_000)
})

test('is seen by the user among the devices, who can end it', async () => {
  const acting = new TokenApp(url, (await impersonate()).body)
  const { data } = (await send(url, '/api/auth/sessions', { bearer: owner.accessToken! })).body as {
    readonly data: Json[]
  }
  const seen = data.filter(({ actor }) => actor !== null)
  expect(seen).toHaveLength(1)
  const end = await send(url, `/api/auth/sessions/${String(seen[0]!['id'])}`, {
    method: 'DELETE',
    body: { refreshToken: owner.refreshToken },
    headers: { 'idempotency-key': owner.key },
  })
  expect(end.status).toBe(204)
  expect(await acting.refresh()).toMatchObject({ status: 401, body: { reason: 'revoked_by_user' } })
})

test('changes no credential and no factor', async () => {
  const acting = new TokenApp(url, (await impersonate()).body)
  const attempts: readonly (readonly [string, string, Json])[] = [
    ['POST', '/api/auth/password', { currentPassword: PASSWORD, newPassword: 'marble-orchard-kettle-9' }],
    ['POST', '/api/auth/reverify', { password: PASSWORD }],
    ['POST', '/api/auth/second-factor', { code: '000000' }],
    ['POST', '/api/auth/factors/totp', {}],
    ['POST', '/api/auth/factors/passkeys/options', {}],
    ['POST', '/api/auth/factors/recovery-codes', {}],
    ['POST', '/api/auth/email/change', { email: 'new@example.com' }],
    ['PATCH', '/api/auth/user', { firstName: 'Mallory' }],
    ['DELETE', '/api/auth/user', {}],
  ]
  for (const [method, path, body] of attempts) {
    const refused = await send(url, path, {
      method,
      body: { ...body, refreshToken: acting.refreshToken },
      headers: { 'idempotency-key': acting.key },
    })
    expect(refused, `${method} ${path}`).toMatchObject({ status: 403, body: { code: 'actor_not_allowed' } })
  }
})

test('is told with its reason, by the administrator, and asks for the scope', async () => {
  await impersonate({ reason: 'ticket 4711' })
  const [event] = await adminClient(coatcheck).list(`/events?type=user.impersonated&userId=${userId}`)
  expect(event).toMatchObject({ actor: { kind: 'admin' }, details: { reason: 'ticket 4711' } })
  expect(event?.['sessionId']).toMatch(/^sess_/)
  const made = await adminClient(coatcheck).post('/admin-keys', { name: 'reader', scopes: ['read'] })
  const reader = adminClient(coatcheck, String(made.body['key']))
  expect(await reader.post(`/users/${userId}/impersonate`, {})).toMatchObject({
    status: 403,
    body: { code: 'scope_missing' },
  })
})

test('is not of somebody who is disabled, or was never there', async () => {
  await adminClient(coatcheck).post(`/users/${userId}/disable`, {})
  expect(await impersonate()).toMatchObject({ status: 404, body: { code: 'not_found' } })
  userId = newId('user', coatcheck.clock.nowMs(), seededRandom(1))
  expect((await impersonate()).status).toBe(404)
})
