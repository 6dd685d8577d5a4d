/** OAuth clients and scopes for administrators: safe by default, checked whole, secrets shown once. */

import { generateKeyPairSync } from 'node:crypto'
import { parseOpaque } from '@coatcheck/core'
import { nodeCrypto } from '@coatcheck/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import type { Json } from '../support/api-client.ts'
import { openGrants } from '../support/grants.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const REDIRECT = { redirectUris: ['https://notes.example/callback'] }

let coatcheck: RunningCoatcheck
let admin: AdminClient

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
})
afterAll(() => coatcheck.close())

async function make(more: Json = {}): Promise<Json> {
  const { status, body } = await admin.post('/oauth-clients', {
    name: 'Notes',
    type: 'confidential',
    ...REDIRECT,
    ...more,
  })
  expect(body).toMatchObject({ id: expect.stringMatching(/^app_/) })
  expect(status).toBe(201)
  return body
}

/** Which secret the row knows: as the one in force, as the one before, or not at all. */
async function standing({ id, clientSecret }: Json): Promise<string> {
  const credential = parseOpaque('appSecret', String(clientSecret))
  const known = await coatcheck.server.store.oauthClients.find(String(id) as never)
  if (credential === null || known === null) return 'nothing'
  const hash = Buffer.from(nodeCrypto.sha256(credential.secret)).toString('hex')
  const { secretHash, formerSecretHash } = known.secrets
  if (Buffer.from(secretHash ?? []).toString('hex') === hash) return 'in force'
  return Buffer.from(formerSecretHash ?? []).toString('hex') === hash ? 'former' : 'gone'
}

describe('a client', () => {
  test('is made with defaults that are safe; its secret comes once', async () => {
    const made = await make()
    expect(made).toMatchObject({
      clientId: made['id'],
      state: 'enabled',
      registration: 'admin',
      authMethod: 'client_secret_basic',
      grants: ['authorization_code', 'refresh_token'],
      scopes: ['openid', 'profile', 'email'],
      firstParty: false,
      clientSecret: expect.stringMatching(/^cca_/),
    })
    const { clientSecret: _, ...client } = made
    expect((await admin.get(`/oauth-clients/${String(made['id'])}`)).body).toEqual(client)
    expect(await admin.list('/oauth-clients')).toContainEqual(client)
    expect(await standing(made)).toBe('in force')
  })

  test('that is public or has keys gets no secret', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwks = { keys: [publicKey.export({ format: 'jwk' })] }
    for (const more of [{ type: 'public' }, { jwks }, { jwksUri: 'https://notes.example/jwks' }]) {
      const made = await make(more)
      expect(made['clientSecret']).toBeUndefined()
      expect(made['authMethod']).toBe('type' in more ? 'none' : 'private_key_jwt')
      expect((await admin.post(`/oauth-clients/${String(made['id'])}/secret`, {})).status).toBe(400)
    }
  })

  test('gets a new secret; the one before is good for as long as asked', async () => {
    const first = await make()
    const path = `/oauth-clients/${String(first['id'])}/secret`
    const second = (await admin.post(path, { formerSecondsLeft: 60 })).body
    expect([await standing(first), await standing(second)]).toEqual(['former', 'in force'])
    const third = (await admin.post(path)).body
    expect([await standing(second), await standing(third)]).toEqual(['gone', 'in force'])
    expect((await admin.post(path, { formerSecondsLeft: 604_801 })).status).toBe(400)
  })

  test('is changed member by member, by many at once', async () => {
    const made = await make()
    const path = `/oauth-clients/${String(made['id'])}`
    const changes: readonly Json[] = [
      { name: 'Other notes' },
      { firstParty: true },
      { accessTokenSeconds: 300 },
      { logoUri: 'https://notes.example/logo.png' },
      { dpop: 'required' },
    ]
    const answers = await Promise.all(changes.map((change) => admin.patch(path, change)))
    expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200))
    expect((await admin.get(path)).body).toMatchObject(Object.assign({}, ...changes))
    expect(await admin.patch(path, { redirectUris: [] })).toMatchObject({
      status: 400,
      body: { field: 'body.redirectUris' },
    })
    expect(await admin.patch(path, { type: 'public' })).toMatchObject({
      status: 400,
      body: { field: 'body.type' },
    })
  })

  test('that is disabled or deleted loses what it holds', async () => {
    for (const take of ['disable', 'delete'] as const) {
      const id = String((await make({ type: 'public' }))['id'])
      const [session = ''] = await openGrants(coatcheck, id, 1)
      const answer =
        take === 'delete'
          ? await admin.delete(`/oauth-clients/${id}`)
          : await admin.post(`/oauth-clients/${id}/disable`)
      expect(answer.status).toBe(take === 'delete' ? 204 : 200)
      expect((await admin.get(`/sessions/${session}`)).body).toMatchObject({
        status: 'revoked',
        reason: 'application_removed',
      })
    }
  })

  test('that is not there is not found', async () => {
    const path = `/oauth-clients/${String((await make())['id'])}`
    await admin.delete(path)
    const answers = [
      await admin.get(path),
      await admin.patch(path, { name: 'x' }),
      await admin.post(`${path}/secret`),
      await admin.post(`${path}/disable`),
      await admin.post(`${path}/enable`),
      await admin.delete(path),
    ]
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404))
  })

  test.each<[string, Json, string]>([
    ['AZ-3: a fragment', { redirectUris: ['https://notes.example/#x'] }, 'redirectUris'],
    ['a program', { redirectUris: ['javascript:alert(1)'] }, 'redirectUris'],
    ['a wildcard', { redirectUris: ['https://*.notes.example/'] }, 'redirectUris'],
    ['http', { redirectUris: ['http://notes.example/'] }, 'redirectUris'],
    ['a scheme of its own, confidential', { redirectUris: ['com.example.notes:/'] }, 'redirectUris'],
    ['none', { redirectUris: [] }, 'redirectUris'],
    [
      'too many',
      { redirectUris: Array.from({ length: 21 }, (_, n) => `https://n${n}.example/`) },
      'redirectUris',
    ],
    ['CC-1: credentials of a public one', { type: 'public', grants: ['client_credentials'] }, 'grants'],
    ['an unknown grant', { grants: ['password'] }, 'grants.0'],
    ['a method that does not fit', { authMethod: 'none' }, 'authMethod'],
    ['an unknown scope', { scopes: ['everything'] }, 'scopes'],
    [
      'a key that is no point of its curve',
      { jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }] } },
      'jwks',
    ],
    ['a logo by http', { logoUri: 'http://notes.example/logo' }, 'logoUri'],
    ['an algorithm that we do not have', { algorithm: 'HS256' }, 'algorithm'],
    ['a member that there is not', { secret: 'mine' }, 'secret'],
    ['no name', { name: '' }, 'name'],
  ])('is refused with %s', async (_, more, member) => {
    const asked = { name: 'Notes', type: 'confidential', ...REDIRECT, ...more }
    expect(await admin.post('/oauth-clients', asked)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', field: `body.${member}` },
    })
  })

  test('is made by keys with the scope, and by no others', async () => {
    const key = async (scopes: readonly string[]): Promise<AdminClient> => {
      const { body } = await admin.post('/admin-keys', { name: 'narrow', scopes })
      return adminClient(coatcheck, String(body['key']))
    }
    const asked = { name: 'Notes', type: 'public', ...REDIRECT }
    const others = await key(['read', 'users', 'sessions', 'policy', 'keys', 'templates', 'registration'])
    expect((await others.post('/oauth-clients', asked)).status).toBe(403)
    expect((await others.post('/oauth-scopes', { name: 'x', description: 'x' })).status).toBe(403)
    expect((await (await key(['clients'])).post('/oauth-clients', asked)).status).toBe(201)
    expect((await (await key(['registration'])).get('/oauth-clients')).status).toBe(403)
  })
})

describe('a scope', () => {
  test('is added, said anew, asked for and deleted', async () => {
    const name = 'https://notes.example/read'
    const put = (description: string) => admin.post('/oauth-scopes', { name, description })
    expect(await put('read notes')).toMatchObject({ status: 200, body: { name, isStandard: false } })
    expect(await put('read your notes')).toMatchObject({ status: 200 })
    expect(await admin.list('/oauth-scopes')).toContainEqual({
      name,
      description: 'read your notes',
      isStandard: false,
    })
    const client = await make({ scopes: ['openid', name] })
    const path = `/oauth-scopes/${encodeURIComponent(name)}`
    expect((await admin.delete(path)).status).toBe(204)
    expect((await admin.delete(path)).status).toBe(404)
    // Who had it keeps its name, and can be changed in other ways.
    const changed = await admin.patch(`/oauth-clients/${String(client['id'])}`, { name: 'Other notes' })
    expect(changed.status).toBe(200)
    expect(
      (await admin.post('/oauth-clients', { ...REDIRECT, name: 'New', type: 'public', scopes: [name] }))
        .status,
    ).toBe(400)
  })

  test.each<[string, Json]>([
    ['a standard name', { name: 'openid', description: 'everything' }],
    ['a space in its name', { name: 'a b', description: 'x' }],
    ['no description', { name: 'a', description: ' ' }],
    ['two lines', { name: 'a', description: 'x\ny' }],
  ])('is refused with %s', async (_, body) => {
    expect((await admin.post('/oauth-scopes', body)).status).toBe(400)
  })
})
