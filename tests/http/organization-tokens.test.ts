/** Tokens tell the organization that a session works in, and stop telling it with the membership. */

import { randomUUID } from 'node:crypto'
import { parseRefreshToken } from '@coatcheck/core'
import { createVerifier, type Verifier } from '@coatcheck/sdk/backend'
import { issueAccessKey } from '@coatcheck/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type Json, register, send } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient
let verifier: Verifier
let people = 0

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
  const made = await issueAccessKey(coatcheck.server, { kind: 'verifier', name: 'test' })
  if (made === 'too-many') throw new Error('a new name has no keys yet')
  const feed = { key: made.key.reveal() }
  verifier = createVerifier({ issuer: coatcheck.url, feed, now: coatcheck.clock.nowMs })
  await verifier.ready()
})
afterAll(async () => {
  verifier.close()
  await coatcheck.close()
})

/** Somebody with an opaque session token, who belongs to an organization of their own. */
async function founder(name: string) {
  coatcheck.clock.advance(600_000)
  const { body } = await register(coatcheck.url, `founder-${people++}@example.com`, { transport: 'opaque' })
  const userId = (body['user'] as { id: string }).id
  const made = await admin.post('/organizations', { name, createdBy: userId, publicMetadata: { tier: 2 } })
  const organizationId = String(made.body['id'])
  const bearer = String(body['sessionToken'])
  const ask = (path: string, more: Json) =>
    send(coatcheck.url, `/api/auth/session/${path}`, { body: more, bearer })
  return {
    userId,
    organizationId,
    work: (id: string | null) => ask('organization', { organizationId: id }),
    mint: (more: Json = {}) => ask('token', more),
  }
}

async function claimsOf(answer: { readonly body: Json }) {
  const verified = await verifier.verify(String(answer.body['token']))
  if (!verified.ok) throw new Error(verified.reason)
  return verified.claims
}

const reasonOf = async (token: unknown): Promise<string> => {
  const verified = await verifier.verify(String(token))
  return verified.ok ? 'ok' : verified.reason
}

test('none, until one is worked in; then its role and permissions', async () => {
  const ada = await founder('Ada and sons')
  expect(await claimsOf(await ada.mint())).not.toHaveProperty('org')
  expect((await ada.work(ada.organizationId)).status).toBe(200)
  const claims = await claimsOf(await ada.mint())
  expect(claims.org).toMatchObject({ id: ada.organizationId, slug: 'ada-and-sons', role: 'org:admin' })
  expect(claims.org?.permissions).toContain('org:sys_memberships:manage')
  expect(claims).toMatchObject({ org_id: ada.organizationId, org_role: 'org:admin' })
  await ada.work(null)
  expect(await claimsOf(await ada.mint())).not.toHaveProperty('org')
})

test('the one that is asked for, for this token alone', async () => {
  const ada = await founder('Asked for')
  const { organizationId } = ada
  expect((await claimsOf(await ada.mint({ organizationId }))).org?.id).toBe(organizationId)
  expect(await claimsOf(await ada.mint())).not.toHaveProperty('org')
  const other = await founder('Closed')
  const refused = await ada.mint({ organizationId: other.organizationId })
  expect([refused.status, refused.body['field']]).toEqual([404, 'body.organizationId'])
  expect((await ada.work(other.organizationId)).status).toBe(404)
})

test('a refresh that asks for another one’s changes nothing: the token is still the current one', async () => {
  const { body } = await register(coatcheck.url, `member-${people++}@example.com`, { transport: 'token' })
  const { organizationId } = await founder('Foreign')
  // A new key each time: had the chain moved, the next would be a thief's.
  const refresh = (more: Json) =>
    send(coatcheck.url, '/api/auth/refresh', {
      body: { refreshToken: body['refreshToken'], ...more },
      headers: { 'idempotency-key': randomUUID() },
    })
  const refused = await refresh({ organizationId })
  expect([refused.status, refused.body['field']]).toEqual([404, 'body.organizationId'])
  const { sessionId } = parseRefreshToken(String(body['refreshToken'])) ?? {}
  if (sessionId === undefined) throw new Error('no refresh token came')
  const counter = async () => (await coatcheck.server.store.sessions.find(sessionId))?.session.chain?.counter
  const before = await counter()
  await refresh({ organizationId })
  expect(await counter()).toBe(before)
  expect(await refresh({})).toMatchObject({ status: 200, body: { accessToken: expect.any(String) } })
  expect(await counter()).not.toBe(before)
})

test('a refresh whose answer was lost gets the successor, though what it asked for is gone meanwhile', async () => {
  const { body } = await register(coatcheck.url, `member-${people++}@example.com`, { transport: 'token' })
  const { id: userId } = body['user'] as { readonly id: string }
  const { organizationId } = await founder('Left')
  const memberships = `/organizations/${organizationId}/memberships`
  expect((await admin.post(memberships, { userId, role: 'org:member' })).status).toBe(201)
  const { body: template } = await admin.post('/templates', { name: 'gone', text: '{}' })
  const lost = { organizationId: { organizationId }, template: { template: 'gone' } }
  let refreshToken = body['refreshToken']
  for (const [what, ask] of Object.entries(lost)) {
    const headers = { 'idempotency-key': randomUUID() }
    const attempt = () =>
      send(coatcheck.url, '/api/auth/refresh', { body: { refreshToken, ...ask }, headers })
    const first = await attempt()
    expect(first.status).toBe(200)
    if (what === 'template') await admin.delete(`/templates/${String(template['id'])}`)
    else await admin.delete(`${memberships}/${userId}`)
    const again = await attempt()
    expect([again.status, again.body['accessToken'], again.body['refreshToken']]).toEqual([
      200,
      null,
      first.body['refreshToken'],
    ])
    refreshToken = again.body['refreshToken']
  }
  const headers = { 'idempotency-key': randomUUID() }
  expect((await send(coatcheck.url, '/api/auth/refresh', { body: { refreshToken }, headers })).status).toBe(
    200,
  )
})

test('templates read it', async () => {
  const ada = await founder('Read')
  const text = '{"tier": "{{org.public_metadata.tier}}", "may": "{{membership.role}}"}'
  await admin.post('/templates', { name: 'tier', text, algorithm: 'ES256' })
  const { body } = await ada.mint({ template: 'tier', organizationId: ada.organizationId })
  const payload = JSON.parse(
    Buffer.from(String(body['token']).split('.')[1] ?? '', 'base64url').toString(),
  ) as Json
  expect(payload).toMatchObject({ tier: 2, may: 'org:admin' })
})

test.each(['role', 'permissions', 'organization', 'membership'] as const)(
  'a change of the %s outdates the tokens that tell it, and the next ones tell what is so',
  async (what) => {
    const ada = await founder(`Changing ${what}`)
    const other = await founder(`Staying ${what}`)
    const roles = { role: `org:billing_${what}`, other: `org:reading_${what}` }
    for (const key of Object.values(roles)) await admin.post('/roles', { key, name: 'Some', permissions: [] })
    const path = `/organizations/${ada.organizationId}`
    const second = await founder(`Second of ${what}`)
    await admin.post(`${path}/memberships`, { userId: second.userId, role: roles.role })
    await second.work(ada.organizationId)
    await other.work(other.organizationId)
    const [token, staying] = [await second.mint(), await other.mint()]
    expect((await claimsOf(token)).org?.role).toBe(roles.role)
    await claimsOf(staying)
    const acts = {
      role: () => admin.patch(`${path}/memberships/${second.userId}`, { role: roles.other }),
      permissions: () => admin.patch(`/roles/${roles.role}`, { permissions: ['org:invoices:read'] }),
      organization: () => admin.patch(path, { name: 'Renamed', slug: `renamed-${what}` }),
      membership: () => admin.delete(`${path}/memberships/${second.userId}`),
    }
    expect((await acts[what]()).status).toBeLessThan(300)
    await expect.poll(() => reasonOf(token.body['token'])).toBe('token-outdated')
    expect(await reasonOf(staying.body['token'])).toBe('ok')
    const next = await claimsOf(await second.mint())
    const expected = {
      role: { role: roles.other },
      permissions: { permissions: ['org:invoices:read'] },
      organization: { slug: `renamed-${what}` },
      membership: undefined, // they belong nowhere any more
    }
    expect({ org: next.org }).toMatchObject({ org: expected[what] })
  },
)
