/** What others make of the starters' tokens: Postgres by its row-level security, and whoever reads as Hasura does. */

import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { register, send } from '../support/api-client.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { type Holder, holderOf, makeTemplate, mint } from '../support/templates.ts'

const SECRET = 'the secret of all nodes, long enough for each'

let postgres: RunningPostgres
/** Two nodes of one instance. */
let coatcheck: RunningCoatcheck
let other: RunningCoatcheck
let admin: AdminClient
let ada: Holder
let grace: Holder

beforeAll(async () => {
  postgres = await startPostgres()
  await postgres.run('postgres', 'CREATE DATABASE coatcheck')
  await postgres.run('postgres', 'CREATE DATABASE notes')
  const environment = { COATCHECK_DATABASE_URL: postgres.url('coatcheck'), COATCHECK_SECRET: SECRET }
  coatcheck = await startCoatcheck({ environment })
  other = await startCoatcheck({ environment: { ...environment, COATCHECK_URL: coatcheck.url } })
  admin = adminClient(coatcheck)
  for (const starter of ['default', 'hasura', 'supabase', 'custom'])
    await makeTemplate(admin, { name: starter, starter })
  ada = holderOf(await register(coatcheck.url, 'ada@example.com', { transport: 'opaque' }))
  grace = holderOf(await register(coatcheck.url, 'grace@example.com', { transport: 'opaque' }))
  const publicMetadata = { role: 'editor', plan: 'pro', features: { beta: true } }
  await admin.patch(`/users/${ada.userId}`, { publicMetadata })
}, 60_000)
afterAll(async () => {
  await other.close()
  await coatcheck.close()
  await postgres.stop()
})

/** A holder's token as somebody else verifies it. */
async function verified(holder: Holder, template: string): Promise<JWTPayload> {
  const { body } = await mint(coatcheck.url, holder, { template })
  const keys = (await send(coatcheck.url, '/.well-known/jwks.json')).body as unknown as JSONWebKeySet
  const currentDate = new Date(await coatcheck.server.store.nowMs())
  const options = { issuer: coatcheck.url, algorithms: ['RS256'], typ: 'JWT', currentDate }
  return (await jwtVerify(String(body['token']), createLocalJWKSet(keys), options)).payload
}

describe('by jose, the token of', () => {
  test.each([
    ['default', { email: 'ada@example.com', email_verified: false, role: 'editor' }],
    ['custom', { role: 'editor', plan: 'pro', permissions: null, tenant: null, features: { beta: true } }],
    ['supabase', { aud: 'authenticated', role: 'authenticated', email: 'ada@example.com' }],
    ['hasura', { 'https://hasura.io/jwt/claims': expect.any(Object) }],
  ])('%s is taken, and says who it is', async (template, claims) => {
    expect(await verified(ada, template)).toMatchObject({ sub: ada.userId, ...claims })
  })
})

describe('row-level security, by the claims that PostgREST hands over,', () => {
  beforeAll(async () => {
    await postgres.run(
      'notes',
      `CREATE ROLE authenticated;
       CREATE TABLE notes (owner TEXT NOT NULL, note TEXT NOT NULL);
       INSERT INTO notes VALUES ('${ada.userId}', 'of Ada'), ('${grace.userId}', 'of Grace');
       ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
       GRANT SELECT, INSERT ON notes TO authenticated;
       CREATE POLICY own ON notes FOR SELECT TO authenticated
         USING (owner = current_setting('request.jwt.claims', true)::JSON ->> 'sub');
       CREATE POLICY editors_write ON notes FOR INSERT TO authenticated WITH CHECK (
         current_setting('request.jwt.claims', true)::JSON -> 'app_metadata' ->> 'role' = 'editor')`,
    )
  })

  /** The notes that somebody sees, or what SQL of theirs gives: run as PostgREST does for whoever shows a token. */
  async function as(holder: Holder, sql: string): Promise<readonly unknown[]> {
    const claims = await verified(holder, 'supabase')
    const client = new pg.Client(postgres.url('notes'))
    await client.connect()
    try {
      await client.query('BEGIN')
      await client.query(`SELECT set_config('request.jwt.claims', $1, true)`, [JSON.stringify(claims)])
      await client.query(`SET LOCAL ROLE ${String(claims['role'])}`)
      return (await client.query<{ note: string }>(sql)).rows.map(({ note }) => note)
    } finally {
      await client.end() // nothing is committed
    }
  }

  test('shows everybody their own rows', async () => {
    expect(await as(ada, 'SELECT note FROM notes')).toEqual(['of Ada'])
    expect(await as(grace, 'SELECT note FROM notes')).toEqual(['of Grace'])
  })

  test('lets those write whose metadata an administrator wrote so', async () => {
    const write = ({ userId }: Holder) => `INSERT INTO notes VALUES ('${userId}', 'more') RETURNING note`
    expect(await as(ada, write(ada))).toEqual(['more'])
    await expect(as(grace, write(grace))).rejects.toThrow(/row-level security/)
  })
})

describe('whoever reads as Hasura does', () => {
  test('finds under its namespace the roles, the default one among them, and strings only', async () => {
    const claims = (await verified(ada, 'hasura'))['https://hasura.io/jwt/claims'] as Record<string, unknown>
    const { 'x-hasura-allowed-roles': roles, 'x-hasura-default-role': role, ...variables } = claims
    expect(roles).toContain(role)
    expect(new Set(roles as unknown[]).size).toBe((roles as unknown[]).length)
    expect((roles as unknown[]).every((one) => typeof one === 'string')).toBe(true)
    for (const [name, value] of Object.entries(variables)) {
      expect(name).toMatch(/^x-hasura-[a-z-]+$/)
      expect(typeof value).toBe('string')
    }
    expect(variables['x-hasura-user-id']).toBe(ada.userId)
  })
})

describe('another node', () => {
  const mintThere = (template: string) => mint(`http://localhost:${other.port}`, ada, { template })

  test('knows a template as soon as it is made, its changes, and that it is gone', async () => {
    const id = await makeTemplate(admin, { name: 'news', text: '{ "n": 1 }', algorithm: 'EdDSA' })
    const claims = async () => {
      const { status, body } = await mintThere('news')
      const [, payload = ''] = String(body['token']).split('.')
      return status === 200 ? JSON.parse(Buffer.from(payload, 'base64url').toString()) : status
    }
    expect(await claims()).toMatchObject({ n: 1 })
    await admin.patch(`/templates/${id}`, { text: '{ "n": 2 }' })
    await expect.poll(claims).toMatchObject({ n: 2 })
    await admin.delete(`/templates/${id}`)
    await expect.poll(claims).toBe(404)
  })

  test('of one instance has made no second template of sessions, and no second key of an algorithm', async () => {
    expect((await admin.list('/templates')).filter(({ name }) => name === 'session')).toHaveLength(1)
    const [here, there] = [coatcheck, other].map(({ server }) => server.keyRing.publicKeys().keys)
    const algorithms = here?.map(({ alg }) => alg) ?? []
    expect(new Set(algorithms).size).toBe(algorithms.length)
    expect(there?.map(({ kid }) => kid).toSorted()).toEqual(here?.map(({ kid }) => kid).toSorted())
  })
})
