/** Guards that ask for an organization, beside a running server: by tokens that tell one, and no longer than it holds. */

import { randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import { type CoatcheckAuth, createAuth } from '@coatcheck/sdk/backend'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, send } from '../support/api-client.ts'
import { type Backend, type Person, type RunningApp, runningApp, startBackend } from './backend.ts'

const INVOICES = 'org:invoices:read'
let backend: Backend
let auth: CoatcheckAuth
let app: RunningApp

beforeAll(async () => {
  backend = await startBackend()
  const { coatcheck, verifierKey } = backend
  // Without a table of its own: roles are those of organizations.
  auth = createAuth({ issuer: coatcheck.url, feed: { key: verifierKey }, now: coatcheck.clock.nowMs })
  await auth.verifier.ready()
  app = await startApp(auth)
})
afterAll(async () => {
  await app.close()
  auth.close()
  await backend.close()
})

async function startApp({ withAuth, withOrganization, withPermission, withRole }: CoatcheckAuth) {
  const pages = new Map([
    ['/me', withAuth((_, { userId, orgId }) => Response.json({ userId, orgId }))],
    ['/organization', withOrganization((_, { orgId, orgSlug }) => Response.json({ orgId, orgSlug }))],
    ['/invoices', withPermission(INVOICES, (_, { orgRole }) => Response.json({ orgRole }))],
    ['/settings', withRole('org:admin', (_, { orgRole }) => Response.json({ orgRole }))],
  ])
  const nothing = (): Response => new Response(null, { status: 404 })
  const fetch = (request: Request) => (pages.get(new URL(request.url).pathname) ?? nothing)(request)
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' })
  if (!('closeAllConnections' in server)) throw new Error('a server of HTTP/1')
  return await runningApp(server)
}

/** An organization with its founder, who administers it and works in it. */
async function founded(name: string): Promise<{ readonly founder: Person; readonly id: string }> {
  const founder = await backend.signUp()
  const made = await backend.admin.post('/organizations', { name, createdBy: founder.userId })
  const id = String(made.body['id'])
  await work(founder, id)
  return { founder, id }
}

/** Somebody who joins with a role, and works there. */
async function member(organizationId: string, role: string): Promise<Person> {
  const person = await backend.signUp()
  const path = `/organizations/${organizationId}/memberships`
  expect((await backend.admin.post(path, { userId: person.userId, role })).status).toBe(201)
  await work(person, organizationId)
  return person
}

async function role(permissions: readonly string[]): Promise<string> {
  const key = `org:r_${randomUUID().slice(0, 8)}`
  expect((await backend.admin.post('/roles', { key, name: 'Some', permissions })).status).toBe(201)
  return key
}

/** Works in an organization, or in none, and gets a token that tells it. */
async function work({ app: { refreshToken }, app: phone }: Person, organizationId: string | null) {
  const answer = await send(phone.url, '/api/auth/session/organization', {
    body: { refreshToken, organizationId },
    headers: { 'idempotency-key': phone.key },
  })
  expect(answer.status).toBe(200)
  await phone.refresh()
}

const ask = ({ app: { accessToken } }: Person, path: string): Promise<Answer> =>
  send(app.url, path, { bearer: accessToken ?? '' })

/** What an app is told: a status, and the code of a refusal with its reason. */
async function told(person: Person, path: string): Promise<readonly unknown[]> {
  const { status, body } = await ask(person, path)
  return status === 200 ? [200] : [status, body['reason'] ?? body['code']]
}

describe('a member', () => {
  test('is let on by what the role permits, and the handler knows where', async () => {
    const { id } = await founded('Lovelace')
    const reader = await member(id, await role([INVOICES]))
    expect((await ask(reader, '/organization')).body).toEqual({ orgId: id, orgSlug: 'lovelace' })
    expect(await told(reader, '/invoices')).toEqual([200])
    expect(await told(reader, '/settings')).toEqual([403, 'permission_missing'])
  })

  test('of another role is refused what that one does not permit', async () => {
    const { id, founder } = await founded('Hopper')
    const other = await member(id, await role(['org:invoices:write']))
    expect(await told(other, '/organization')).toEqual([200])
    expect(await told(other, '/invoices')).toEqual([403, 'permission_missing'])
    const { headers } = await ask(other, '/invoices')
    expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"')
    expect((await ask(founder, '/settings')).body).toEqual({ orgRole: 'org:admin' })
  })

  test('who works in no organization, or in another one, has none of its rights', async () => {
    const { id } = await founded('Noether')
    const reader = await member(id, await role([INVOICES]))
    await work(reader, null)
    expect(await told(reader, '/me')).toEqual([200])
    expect(await told(reader, '/organization')).toEqual([403, 'organization_required'])
    expect(await told(reader, '/invoices')).toEqual([403, 'organization_required'])
    expect(await told(reader, '/settings')).toEqual([403, 'permission_missing'])
    const elsewhere = await backend.admin.post('/organizations', {
      name: 'Elsewhere',
      createdBy: reader.userId,
    })
    await work(reader, String(elsewhere.body['id']))
    expect(await told(reader, '/settings')).toEqual([200])
    expect(await told(reader, '/invoices')).toEqual([403, 'permission_missing'])
  })
})

describe('while the token has not expired, the feed tells', () => {
  test('that the membership is over', async () => {
    const { id } = await founded('Curie')
    const reader = await member(id, await role([INVOICES]))
    expect(await told(reader, '/invoices')).toEqual([200])
    await backend.admin.delete(`/organizations/${id}/memberships/${reader.userId}`)
    for (const path of ['/organization', '/invoices', '/me'])
      await expect.poll(() => told(reader, path)).toEqual([401, 'token-outdated'])
    await reader.app.refresh()
    expect((await ask(reader, '/me')).body).toEqual({ userId: reader.userId, orgId: null })
    expect(await told(reader, '/invoices')).toEqual([403, 'organization_required'])
  })

  test('that the role no longer permits it, to members of that role alone', async () => {
    const { id, founder } = await founded('Franklin')
    const [reading, staying] = [await role([INVOICES]), await role([INVOICES])]
    const [reader, other] = [await member(id, reading), await member(id, staying)]
    for (const { app: phone } of [founder, reader]) await phone.refresh() // a minute went by for each who came
    expect(await told(reader, '/invoices')).toEqual([200])
    expect((await backend.admin.patch(`/roles/${reading}`, { permissions: [] })).status).toBe(200)
    await expect.poll(() => told(reader, '/invoices')).toEqual([401, 'token-outdated'])
    await reader.app.refresh()
    expect(await told(reader, '/invoices')).toEqual([403, 'permission_missing'])
    expect(await told(reader, '/organization')).toEqual([200])
    expect(await told(founder, '/settings')).toEqual([200])
    expect(await told(other, '/invoices')).toEqual([200])
  })
})
