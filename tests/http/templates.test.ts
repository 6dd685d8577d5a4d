/** Templates for administrators: made, changed and tried out, with every mistake found before it is in a token. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@coatcheck/core'
import { issueAccessKey } from '@coatcheck/server'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type Json, register, send, TokenApp } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { type Holder, holderOf, makeTemplate, mint, mintedClaims } from '../support/templates.ts'

let coatcheck: RunningCoatcheck
let admin: AdminClient
let url: string

beforeEach(async () => {
  coatcheck = await startCoatcheck()
  ;({ url } = coatcheck)
  admin = adminClient(coatcheck)
})
afterEach(() => coatcheck.close())

async function signUp(): Promise<Holder> {
  return holderOf(await register(url, 'ada@example.com', { transport: 'opaque' }))
}

async function idOfSessionTemplate(): Promise<string> {
  const session = (await admin.list('/templates')).find(({ name }) => name === 'session')
  return String(session?.['id'])
}

const ROLE = '{ "role": "{{user.public_metadata.role}}" }'

describe('a template', () => {
  test('is made with defaults, read, changed, told and deleted', async () => {
    const made = await admin.post('/templates', { name: 'api', text: ROLE })
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^tmpl_/),
        name: 'api',
        text: ROLE,
        lifetimeSeconds: 60,
        algorithm: 'RS256',
        detached: false,
        dangerouslyAllowUserControlledClaims: false,
        type: '{\n  role: unknown;\n}',
        warnings: [],
      },
    })
    const path = `/templates/${String(made.body['id'])}`
    expect((await admin.get(path)).body).toEqual(made.body)
    coatcheck.clock.advance(1000)
    const changed = await admin.patch(path, { lifetimeSeconds: 7200, clockSkewSeconds: 0 })
    expect(changed).toMatchObject({
      status: 200,
      body: { text: ROLE, lifetimeSeconds: 7200, clockSkewSeconds: 0, warnings: [{ code: 'long_lifetime' }] },
    })
    expect((await admin.list('/templates')).map(({ name }) => name)).toEqual(['api', 'session'])
    expect((await admin.delete(path)).status).toBe(204)
    expect([(await admin.delete(path)).status, (await admin.get(path)).status]).toEqual([404, 404])
    expect((await admin.patch(path, { text: '{}' })).status).toBe(404)
    const told = (await admin.list('/events')).map(({ type }) => type)
    expect(told.filter((type) => String(type).startsWith('template'))).toEqual([
      'template.deleted',
      'template.updated',
      'template.created',
      'template.created',
    ])
  })

  test('of a name that is taken is none', async () => {
    await makeTemplate(admin, { name: 'api', text: '{}' })
    const again = await admin.post('/templates', { name: 'api', text: '{}' })
    expect(again).toMatchObject({ status: 409, body: { code: 'template_name_taken', field: 'body.name' } })
  })

  test.each(['default', 'hasura', 'supabase', 'custom'])('begins with the starter %s', async (starter) => {
    const made = await admin.post('/templates', { name: starter, starter })
    expect(made).toMatchObject({ status: 201, body: { text: expect.stringContaining('{{') } })
  })

  test.each([
    ['without text', { text: undefined }, 'body.text'],
    ['of a name with a space', { name: 'a b' }, 'body.name'],
    ['that lives too shortly', { lifetimeSeconds: 29 }, 'body.lifetimeSeconds'],
    ['that lives longer than ten years', { lifetimeSeconds: 315_360_001 }, 'body.lifetimeSeconds'],
    ['with a skew of more than five minutes', { clockSkewSeconds: 301 }, 'body.clockSkewSeconds'],
    ['of no algorithm', { algorithm: 'none' }, 'body.algorithm'],
    ['with a secret that is too short', { algorithm: 'HS256', secret: 'x'.repeat(31) }, 'body.secret'],
    ['with a secret that nothing is signed with', { secret: 'x'.repeat(32) }, 'body.secret'],
    ['with both a text and a starter', { starter: 'hasura' }, 'body.starter'],
    ['of sessions with a lifetime', { name: 'session', lifetimeSeconds: 60 }, 'body.lifetimeSeconds'],
  ])('%s is refused', async (_name, more, field) => {
    const answer = await admin.post('/templates', { name: 'api', text: '{}', ...more })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', field } })
  })

  test('whose text is not in order is refused with the place of each problem', async () => {
    const text = '{\n  "sub": "x",\n  "a": "{{user.nme}}", "b": "{{user.private_metadata.x}}"\n}'
    const answer = await admin.post('/templates', { name: 'api', text })
    expect(answer).toMatchObject({ status: 400, body: { code: 'template_invalid', field: 'body.text' } })
    expect(answer.body['problems']).toMatchObject([
      { line: 2, column: 3, code: 'claim_reserved', message: expect.stringContaining('"sub"') },
      { line: 3, column: 16, code: 'field_unknown' },
      { line: 3, column: 37, code: 'field_private' },
    ])
  })

  test('says what users write only if that is allowed, and is warned of', async () => {
    const text = '{ "theme": "{{user.unsafe_metadata.theme}}" }'
    const refused = await admin.post('/templates', { name: 'api', text })
    expect(refused.body['problems']).toMatchObject([{ line: 1, column: 15, code: 'user_controlled' }])
    const allowed = { name: 'api', text, dangerouslyAllowUserControlledClaims: true }
    const made = await admin.post('/templates', allowed)
    expect(made).toMatchObject({ status: 201, body: { warnings: [{ code: 'user_controlled_claims' }] } })
    const path = `/templates/${String(made.body['id'])}`
    const change = await admin.patch(path, { dangerouslyAllowUserControlledClaims: false })
    expect(change).toMatchObject({ status: 400, body: { code: 'template_invalid' } })
  })

  test('needs the scope templates, and is read with the scope read', async () => {
    const made = await issueAccessKey(coatcheck.server, { kind: 'admin', name: 'reader', scopes: ['read'] })
    if (made === 'too-many') throw new Error('a new name has no keys yet')
    const reader = adminClient(coatcheck, made.key.reveal())
    expect((await reader.get('/templates')).status).toBe(200)
    expect(await reader.post('/templates', { name: 'api', text: '{}' })).toMatchObject({
      status: 403,
      body: { code: 'scope_missing' },
    })
  })
})

describe('a preview', () => {
  test('shows what a text says of a user and a session, with its type and size', async () => {
    const { userId, sessionId } = await signUp()
    await admin.patch(`/users/${userId}`, { publicMetadata: { role: 'editor' } })
    const text = '{ "role": "{{user.public_metadata.role}}", "sess": "{{session.id}}" }'
    const claims = { role: 'editor', sess: sessionId }
    expect(await admin.post('/templates/preview', { text, userId, sessionId })).toMatchObject({
      status: 200,
      body: {
        claims,
        bytes: JSON.stringify(claims).length,
        type: '{\n  role: string | null;\n  sess: string;\n}',
        warnings: [],
      },
    })
    expect((await admin.post('/templates/preview', { text, userId })).body['claims']).toEqual({
      role: 'editor',
      sess: null,
    })
  })

  test('of a saved template names the largest claims when they are over the budget', async () => {
    const { userId } = await signUp()
    await admin.patch(`/users/${userId}`, { publicMetadata: { bio: 'ß'.repeat(600), role: 'editor' } })
    const { body } = await admin.post('/templates/preview', { id: await idOfSessionTemplate(), userId })
    expect(Number(body['bytes'])).toBeGreaterThan(1200)
    const [warning] = body['warnings'] as Json[]
    expect(warning).toMatchObject({ code: 'claims_over_budget' })
    expect(warning?.['message']).toMatch(/The largest: metadata \(\d+ bytes\), email \(/)
  })

  test('warns of what it is told besides', async () => {
    const { userId } = await signUp()
    const asked = { text: '{}', userId, detached: true, lifetimeSeconds: 86_400 }
    const { body } = await admin.post('/templates/preview', asked)
    expect((body['warnings'] as Json[]).map(({ code }) => code)).toEqual(['detached', 'long_lifetime'])
  })

  test('is of something, and of somebody', async () => {
    const { userId } = await signUp()
    const nobody = newId('user', 1_780_000_000_000, coatcheck.server.random)
    const other = holderOf(await register(url, 'grace@example.com', { transport: 'opaque' }))
    const ask = async (body: Json) => {
      const answer = await admin.post('/templates/preview', body)
      return [answer.status, answer.body['code'], answer.body['field']]
    }
    expect(await ask({ userId })).toEqual([400, 'invalid_request', 'body.text'])
    expect(await ask({ userId, text: '{' })).toEqual([400, 'template_invalid', 'body.text'])
    expect(await ask({ userId, text: '{}', sessionId: other.sessionId })).toEqual([
      404,
      'not_found',
      'body.sessionId',
    ])
    expect(await ask({ userId: nobody, text: '{}' })).toEqual([404, 'not_found', 'body.userId'])
    const id = await idOfSessionTemplate()
    await admin.delete(`/templates/${id}`)
    expect(await ask({ userId, id })).toEqual([404, 'not_found', 'body.id'])
  })
})

describe('the template of session tokens', () => {
  test('is there from the beginning: who the user is, and what administrators wrote', async () => {
    const ada = await signUp()
    await admin.patch(`/users/${ada.userId}`, { publicMetadata: { role: 'editor', plan: 'pro' } })
    expect(await mintedClaims(url, ada)).toMatchObject({
      sub: ada.userId,
      email: 'ada@example.com',
      email_verified: false,
      role: 'editor',
      metadata: { role: 'editor', plan: 'pro' },
      org_id: null,
      org_role: null,
      v: 1,
    })
  })

  test('gives its claims to every session token, a sign-in’s and a refresh’s too', async () => {
    await admin.patch(`/templates/${await idOfSessionTemplate()}`, { text: '{ "app": "one" }' })
    const app = new TokenApp(url, (await register(url, 'ada@example.com')).body)
    const read = () => decodeJwt(String(app.accessToken))
    expect(read()).toMatchObject({ app: 'one', v: 1 })
    expect(read()).not.toHaveProperty('email')
    await admin.patch(`/templates/${await idOfSessionTemplate()}`, { text: '{ "app": "two" }' })
    await app.refresh()
    expect(read()).toMatchObject({ app: 'two' })
  })

  test('once deleted stays away, and tokens say nothing of their own', async () => {
    const ada = await signUp()
    await admin.delete(`/templates/${await idOfSessionTemplate()}`)
    expect(Object.keys(await mintedClaims(url, ada)).toSorted()).toEqual(
      ['iss', 'sub', 'sid', 'iat', 'nbf', 'exp', 'jti', 'azp', 'v', 'sts', 'fva', 'gen'].toSorted(),
    )
    expect(await admin.list('/templates')).toEqual([])
  })

  test('has none of what policy decides', async () => {
    const path = `/templates/${await idOfSessionTemplate()}`
    for (const member of [{ algorithm: 'ES256' }, { detached: true }, { lifetimeSeconds: 600 }]) {
      expect(await admin.patch(path, member)).toMatchObject({ status: 400 })
    }
  })

  test('asked for by its name is a session token', async () => {
    const ada = await signUp()
    const { body } = await mint(url, ada, { template: 'session' })
    const answer = await send(url, '/api/auth/session', { bearer: String(body['token']) })
    expect(answer.status).toBe(200)
  })

  test('that makes too large a token is blamed by its largest claims', async () => {
    const ada = await signUp()
    await admin.patch(`/users/${ada.userId}`, { publicMetadata: { bio: 'x'.repeat(3000), role: 'editor' } })
    const refused = await mint(url, ada)
    expect(refused).toMatchObject({ status: 500, body: { code: 'token_too_large' } })
    expect(refused.body['detail']).toMatch(/largest claims: metadata \(\d+ bytes\), /)
  })
})

test('a restart brings no template back, and forgets none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-templates-'))
  const before = await startCoatcheck({ folder })
  const administrator = adminClient(before)
  const [session] = await administrator.list('/templates')
  await administrator.delete(`/templates/${String(session?.['id'])}`)
  await makeTemplate(administrator, { name: 'api', text: ROLE })
  await before.close()
  const after = await startCoatcheck({ folder, clock: before.clock })
  const all = await adminClient(after).list('/templates')
  expect(all).toMatchObject([{ name: 'api', text: ROLE }])
  expect(after.server.keyRing.publicKeys().keys).toHaveLength(2)
  await after.close()
  rmSync(folder, { recursive: true })
})
