/** Every operation of the admin client, asked of a server: none is missing, and each gets what its type says. */

import { type AdminClient, createAdminClient } from '@coatcheck/sdk/admin'
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest'
import { PASSWORD, send } from '../support/api-client.ts'
import { startFakeUpstream } from '../support/fake-upstream.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient
/** What the client asked for. */
let asked: Set<string>

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  asked = new Set()
  admin = createAdminClient({
    url: coatcheck.url,
    key: coatcheck.adminKey,
    fetch: async (input, init) => {
      asked.add(`${init?.method} ${new URL(new Request(input, init).url).pathname}`)
      return await fetch(input, init)
    },
  })
})
afterAll(() => coatcheck.close())

let people = 0

/** A user of their own for each story. */
async function somebody(): Promise<string> {
  const { id } = await admin.users.create({ email: `person-${people++}@example.com` })
  return id
}

async function collect<T>(list: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of list) found.push(item)
  return found
}

/** What somebody does with each resource. */
const STORIES: { readonly [R in keyof AdminClient]: () => Promise<void> } = {
  users: async () => {
    const made = await admin.users.create({
      email: 'Ada@Example.com',
      emailVerified: true,
      password: PASSWORD,
      externalId: 'crm-1',
      publicMetadata: { plan: 'pro' },
      privateMetadata: { note: 'met in 2019' },
      unsafeMetadata: { theme: 'dark' },
    })
    expect(made).toMatchObject({ email: 'ada@example.com', emailVerified: true, hasPassword: true })
    expectTypeOf(made.publicMetadata).toEqualTypeOf<{ readonly [member: string]: unknown }>()
    expect(await admin.users.get(made.id)).toEqual(made)
    expect(await admin.users.list({ externalId: 'crm-1' })).toEqual({ data: [made], nextCursor: null })
    expect(await collect(admin.users.all({ email: 'ada@example.com' }))).toEqual([made])
    const changed = await admin.users.update(made.id, { firstName: 'Ada', publicMetadata: { plan: 'free' } })
    expect(changed).toMatchObject({
      firstName: 'Ada',
      publicMetadata: { plan: 'free' },
      privateMetadata: { note: 'met in 2019' },
    })
    expect(await admin.users.disable(made.id)).toMatchObject({ state: 'disabled' })
    expect(await admin.users.enable(made.id)).toMatchObject({ state: 'enabled' })
    const acting = await admin.users.impersonate(made.id, { transport: 'opaque', reason: 'a ticket' })
    expect(acting).toMatchObject({ user: { id: made.id }, sessionToken: expect.stringMatching(/^ccs_/) })
    expect(await admin.users.impersonate(made.id)).toMatchObject({ refreshToken: expect.any(String) })
    expect(await admin.users.delete(made.id)).toBeUndefined()
    await expect(admin.users.get(made.id)).rejects.toMatchObject({ status: 404, code: 'not_found' })
  },

  organizations: async () => {
    const createdBy = await somebody()
    const made = await admin.organizations.create({ name: 'Acme', createdBy, privateMetadata: { tier: 1 } })
    expect(made).toMatchObject({ slug: 'acme', privateMetadata: { tier: 1 } })
    expect(await admin.organizations.get(made.id)).toEqual(made)
    expect((await admin.organizations.list({ query: 'acm' })).data).toEqual([made])
    expect(await collect(admin.organizations.all())).toEqual([made])
    const renamed = await admin.organizations.update(made.id, { name: 'Acme Ltd' })
    expect(renamed).toMatchObject({ id: made.id, name: 'Acme Ltd', slug: 'acme' })
    await admin.organizations.delete(made.id)
    expect((await admin.organizations.list()).data).toEqual([])
  },

  memberships: async () => {
    const { id } = await admin.organizations.create({ name: 'Members', createdBy: await somebody() })
    const userId = await somebody()
    const made = await admin.memberships.create(id, { userId, role: 'org:member' })
    expect(made).toMatchObject({ userId, role: 'org:member' })
    expect((await admin.memberships.list(id, { role: 'org:member' })).data).toMatchObject([{ userId }])
    expect(await collect(admin.memberships.all(id, { limit: 1 }))).toHaveLength(2)
    expect(await admin.memberships.update(id, userId, { role: 'org:admin' })).toMatchObject({
      role: 'org:admin',
    })
    await admin.memberships.remove(id, userId)
    expect(await collect(admin.memberships.all(id))).toHaveLength(1)
  },

  invitations: async () => {
    const { id } = await admin.organizations.create({ name: 'Guests', createdBy: await somebody() })
    const made = await admin.invitations.create(id, { email: 'guest@example.com' })
    expect(made).toMatchObject({ organizationId: id, role: 'org:member', state: 'pending' })
    expect((await admin.invitations.list(id)).data).toEqual([made])
    await admin.invitations.revoke(id, made.id)
    expect(await collect(admin.invitations.all(id))).toMatchObject([{ id: made.id, state: 'revoked' }])
  },

  roles: async () => {
    const key = 'org:billing'
    const made = await admin.roles.create({ key, name: 'Billing', permissions: ['org:invoices:read'] })
    expect((await admin.roles.list()).data).toContainEqual(made)
    expect(await admin.roles.update(key, { name: 'Accounts' })).toEqual({ ...made, name: 'Accounts' })
    await admin.roles.delete(key)
    expect((await collect(admin.roles.all())).map((role) => role.key)).not.toContain(key)
  },

  sessions: async () => {
    const userId = await somebody()
    const [first, second] = [await admin.users.impersonate(userId), await admin.users.impersonate(userId)]
    expect(await admin.sessions.get(first.session.id)).toMatchObject({ userId, status: 'active' })
    await admin.sessions.revoke(first.session.id)
    expect((await admin.sessions.list({ userId, status: 'active' })).data).toMatchObject([
      { id: second.session.id },
    ])
    expect(await admin.sessions.revokeAll({ userId })).toEqual({ revoked: 1 })
    expect((await collect(admin.sessions.all({ userId }))).map(({ status }) => status)).toEqual([
      'revoked',
      'revoked',
    ])
  },

  policy: async () => {
    const { policy } = await admin.policy.get()
    const changed = await admin.policy.update({ idleSeconds: { cookie: 3600 }, devices: 'one' })
    expect(changed).toMatchObject({ sessionsChanged: 0, saved: { devices: 'one' } })
    expect(changed.policy.idleSeconds).toEqual({ ...policy.idleSeconds, cookie: 3600 })
    expect((await admin.policy.get()).saved).toEqual(changed.saved)
  },

  oauthClients: async () => {
    const before = await collect(admin.oauthClients.all()) // the command line's
    coatcheck.clock.advance(1000)
    const made = await admin.oauthClients.create({
      name: 'Notes',
      type: 'confidential',
      redirectUris: ['https://notes.example/callback'],
    })
    expect(made).toMatchObject({ clientId: made.id, clientSecret: expect.stringMatching(/^cca_/) })
    const { clientSecret: _, ...client } = made
    expect(await admin.oauthClients.get(made.id)).toEqual(client)
    expect((await admin.oauthClients.list({ limit: 1 })).data).toEqual([client])
    expect(await collect(admin.oauthClients.all())).toEqual([client, ...before])
    expect(await admin.oauthClients.update(made.id, { firstParty: true })).toMatchObject({ firstParty: true })
    const { clientSecret } = await admin.oauthClients.secret(made.id, { formerSecondsLeft: 60 })
    expect(clientSecret).not.toBe(made.clientSecret)
    expect(await admin.oauthClients.disable(made.id)).toMatchObject({ state: 'disabled' })
    expect(await admin.oauthClients.enable(made.id)).toMatchObject({ state: 'enabled' })
    await admin.oauthClients.delete(made.id)
    expect(await collect(admin.oauthClients.all())).toEqual(before)
  },

  oauthScopes: async () => {
    const made = await admin.oauthScopes.create({ name: 'notes:read', description: 'read your notes' })
    expect(made).toEqual({ name: 'notes:read', description: 'read your notes', isStandard: false })
    expect((await admin.oauthScopes.list()).data).toContainEqual(made)
    await admin.oauthScopes.delete(made.name)
    expect(await collect(admin.oauthScopes.all())).not.toContainEqual(made)
  },

  keys: async () => {
    const before = await collect(admin.keys.all())
    const { data } = await admin.keys.rotate()
    const next = data.find(({ kid }) => !before.some((key) => key.kid === kid))
    expect(next).toMatchObject({ state: 'next', algorithm: 'ES256' })
    await admin.keys.revoke(next!.kid)
    const now = (await admin.keys.list()).data.find(({ kid }) => kid === next!.kid)
    expect(now).toMatchObject({ state: 'revoked', revokedAt: expect.any(String) })
  },

  upstreams: async () => {
    const made = await admin.upstreams.create({
      issuer: 'https://issuer.example',
      jwksUrl: 'https://issuer.example/keys',
      audiences: ['web'],
    })
    expect(await admin.upstreams.get(made.id)).toEqual(made)
    expect(await admin.upstreams.list()).toEqual({ data: [made], nextCursor: null })
    const changed = await admin.upstreams.update(made.id, { algorithms: ['ES256'] })
    expect(changed).toEqual({ ...made, algorithms: ['ES256'] })
    const provider = await startFakeUpstream()
    const found = await admin.upstreams.create({ issuer: provider.issuer, audiences: ['web'] })
    expect(await admin.upstreams.refresh(found.id)).toEqual(found)
    await admin.upstreams.delete(found.id)
    await provider.close()
    await admin.upstreams.delete(made.id)
    expect(await collect(admin.upstreams.all())).toEqual([])
  },

  templates: async () => {
    const text = '{ "id": "{{user.id}}" }'
    const made = await admin.templates.create({ name: 'api', text })
    expect(await admin.templates.get(made.id)).toEqual(made)
    expect((await admin.templates.list()).data).toContainEqual(made)
    const userId = await somebody()
    expect(await admin.templates.preview({ text, userId })).toMatchObject({ claims: { id: userId } })
    const changed = await admin.templates.update(made.id, { lifetimeSeconds: 120 })
    expect(changed).toMatchObject({ id: made.id, lifetimeSeconds: 120 })
    await admin.templates.delete(made.id)
    expect((await collect(admin.templates.all())).map(({ id }) => id)).not.toContain(made.id)
  },

  tokens: async () => {
    const userId = await somebody()
    await admin.templates.create({ name: 'machine', text: '{}', detached: true, lifetimeSeconds: 3600 })
    const made = await admin.tokens.create({ template: 'machine', userId, expiresInSeconds: 600 })
    expect(made).toMatchObject({ clamped: false, token: expect.stringMatching(/^ey/) })
    expect((await admin.tokens.list({ userId })).data).toMatchObject([{ jti: made.jti, revokedAt: null }])
    await admin.tokens.revoke(made.jti)
    expect(await collect(admin.tokens.all({ userId }))).toMatchObject([{ revokedAt: expect.any(String) }])
  },

  events: async () => {
    const userId = await somebody()
    await admin.users.disable(userId)
    expect((await admin.events.list({ userId, type: 'user.disabled' })).data).toMatchObject([
      { type: 'user.disabled', actor: { kind: 'admin', id: expect.stringMatching(/^key_/) } },
    ])
    const types = (await collect(admin.events.all({ userId, limit: 1 }))).map(({ type }) => type)
    expect(types.toSorted()).toEqual(['user.created', 'user.disabled'])
  },

  adminKeys: async () => {
    const { id, key } = await admin.adminKeys.create({ name: 'reports', scopes: ['read'] })
    const reports = createAdminClient({ url: coatcheck.url, key })
    expect((await reports.adminKeys.list()).data).toContainEqual(
      expect.objectContaining({ id, name: 'reports', scopes: ['read'] }),
    )
    await admin.adminKeys.revoke(id)
    await expect(reports.users.list()).rejects.toMatchObject({ status: 401, code: 'credential_invalid' })
    expect((await collect(admin.adminKeys.all())).map((one) => one.id)).not.toContain(id)
    expect((await admin.adminKeys.list()).data).toHaveLength(1)
  },

  backendKeys: async () => {
    const { id, key } = await admin.backendKeys.create({ name: 'web', authorizedParty: 'web' })
    expect(key).toMatch(/^ccb_/)
    expect((await admin.backendKeys.list()).data).toMatchObject([{ id, authorizedParty: 'web' }])
    await admin.backendKeys.revoke(id)
    expect(await collect(admin.backendKeys.all())).toEqual([])
  },

  verifierKeys: async () => {
    const { id, key } = await admin.verifierKeys.create({ name: 'api' })
    expect(key).toMatch(/^ccv_/)
    expect((await admin.verifierKeys.list()).data).toMatchObject([{ id, scopes: [] }])
    await admin.verifierKeys.revoke(id)
    expect(await collect(admin.verifierKeys.all())).toEqual([])
  },

  apiKeys: async () => {
    const subject = await somebody()
    const scopes = ['builds:read']
    const made = await admin.apiKeys.create({ subject, name: 'nightly', scopes, expiresInSeconds: null })
    expect(made).toMatchObject({ key: expect.stringMatching(/^cck_/), apiKey: { subject, scopes } })
    expect((await admin.apiKeys.list({ prefix: made.apiKey.hint })).data).toEqual([made.apiKey])
    const patch = { claims: { plan: 'pro' }, rateLimit: { requests: 10, perSeconds: 1 } }
    expect(await admin.apiKeys.update(made.apiKey.id, patch)).toEqual({ ...made.apiKey, ...patch })
    await admin.apiKeys.revoke(made.apiKey.id)
    expect(await collect(admin.apiKeys.all({ subject }))).toEqual([])
  },
}

test('every route of administration has its function, and each works', async () => {
  for (const story of Object.values(STORIES)) await story()
  const { paths } = (await send(coatcheck.url, '/openapi.json')).body as { readonly paths: object }
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    path.startsWith('/api/admin/')
      ? Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`)
      : [],
  )
  expect(new Set([...asked].map((request) => routeOf(request, documented)))).toEqual(new Set(documented))
  const functions = Object.values(admin).flatMap((resource) => Object.keys(resource))
  expect(functions.filter((name) => name !== 'all')).toHaveLength(documented.length)
})

/** The route that a request went to: the one with the fewest parameters, as `/templates/preview` is no template. */
function routeOf(request: string, routes: readonly string[]): string | undefined {
  const parameters = (route: string): number => route.split('{').length
  return routes
    .toSorted((a, b) => parameters(a) - parameters(b))
    .find((route) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(request))
}
