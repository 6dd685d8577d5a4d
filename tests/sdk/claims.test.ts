/** The guards of `@coatcheck/sdk/claims` on tokens that a running server made of its starters. */

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  hasClaims,
  hasuraAllowedRoles,
  hasuraRole,
  hasuraUserId,
  hasuraVariable,
  isCustomClaims,
  isHasuraClaims,
  isSessionClaims,
  isSupabaseClaims,
  listOf,
  nullable,
  sessionPermissions,
  sessionRole,
  sessionUserId,
  supabaseAppMetadata,
  supabaseRole,
  supabaseUserId,
} from '@coatcheck/sdk/claims'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AdminClient, adminClient } from '../support/admin-client.ts'
import { type Json, register } from '../support/api-client.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { type Holder, holderOf, makeTemplate, mintedClaims } from '../support/templates.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const STARTERS = ['default', 'hasura', 'supabase', 'custom']

let coatcheck: RunningCoatcheck
let admin: AdminClient
/** Somebody of whom nothing is known but the address. */
let ada: Holder
/** Somebody with metadata, who works in an organization. */
let grace: Holder

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  admin = adminClient(coatcheck)
  for (const starter of STARTERS) await makeTemplate(admin, { name: starter, starter })
  ada = holderOf(await register(coatcheck.url, 'ada@example.com', { transport: 'opaque' }))
  grace = holderOf(await register(coatcheck.url, 'grace@example.com', { transport: 'opaque' }))
  const publicMetadata = { role: 'editor', plan: 'pro', features: { beta: true } }
  await admin.patch(`/users/${grace.userId}`, { publicMetadata })
  const made = await admin.post('/organizations', { name: 'Acme', slug: 'acme', createdBy: grace.userId })
  expect(made).toMatchObject({ status: 201 })
  acme = String(made.body['id'])
})
let acme: string
afterAll(() => coatcheck.close())

const claimsOf = (holder: Holder, template?: string): Promise<Json> =>
  mintedClaims(coatcheck.url, holder, {
    ...(template !== undefined && { template }),
    ...(holder === grace && { organizationId: acme }),
  })

test('claims of the template for Hasura are Hasura’s, and say who it is', async () => {
  const [of, inAcme] = [await claimsOf(ada, 'hasura'), await claimsOf(grace, 'hasura')]
  expect([isHasuraClaims(of), isHasuraClaims(inAcme)]).toEqual([true, true])
  expect([hasuraRole(of), hasuraAllowedRoles(of), hasuraUserId(of)]).toEqual(['user', ['user'], ada.userId])
  expect(hasuraVariable(of, 'X-Hasura-Org-Role')).toBe('')
  expect(hasuraVariable(inAcme, 'X-Hasura-Org-Id')).toBe(acme)
  expect(hasuraVariable(inAcme, 'X-Hasura-Org-Role')).toBe('org:admin')
  for (const other of ['default', 'supabase', 'custom'])
    expect(isHasuraClaims(await claimsOf(grace, other))).toBe(false)
})

test('claims of the template for Supabase are Supabase’s, and say who it is', async () => {
  const [of, withMetadata] = [await claimsOf(ada, 'supabase'), await claimsOf(grace, 'supabase')]
  expect([isSupabaseClaims(of), isSupabaseClaims(withMetadata)]).toEqual([true, true])
  expect([supabaseRole(of), supabaseUserId(of), supabaseAppMetadata(of)]).toEqual([
    'authenticated',
    ada.userId,
    {},
  ])
  expect(supabaseAppMetadata(withMetadata)).toMatchObject({ role: 'editor' })
  for (const other of ['default', 'hasura'])
    expect(isSupabaseClaims(await claimsOf(grace, other))).toBe(false)
})

test('claims of the template for an application’s own are of their shape, for everybody', async () => {
  const isBusiness = isCustomClaims({
    role: 'string',
    plan: 'string',
    permissions: nullable(listOf('string')),
    tenant: nullable('string'),
    features: { beta: 'boolean' },
  })
  for (const holder of [ada, grace]) expect(isBusiness(await claimsOf(holder, 'custom'))).toBe(true)
  expect(await claimsOf(grace, 'custom')).toMatchObject({
    role: 'editor',
    plan: 'pro',
    features: { beta: true },
  })
  const [of, inAcme] = [await claimsOf(ada, 'custom'), await claimsOf(grace, 'custom')]
  expect([hasClaims(of, 'role', 'tenant'), hasClaims(inAcme, 'role', 'tenant')]).toEqual([false, true])
  expect(isBusiness(await claimsOf(grace, 'default'))).toBe(false)
})

test('claims of session tokens are known, in an organization and without', async () => {
  const [of, inAcme] = [await claimsOf(ada), await claimsOf(grace)]
  expect([isSessionClaims(of), sessionUserId(of), sessionRole(of)]).toEqual([true, ada.userId, null])
  expect([isSessionClaims(inAcme), sessionUserId(inAcme), sessionRole(inAcme)]).toEqual([
    true,
    grace.userId,
    'org:admin',
  ])
  expect(sessionPermissions(inAcme)).toEqual((inAcme['org'] as Json)['permissions'])
  expect(isSessionClaims(await claimsOf(grace, 'default'))).toBe(false)
})

test('the types are those that the server tells of its starters', async () => {
  const templates = await admin.list('/templates')
  const typeOf = (name: string): string => String(templates.find((one) => one['name'] === name)?.['type'])
  const code = `
    import type { HasuraClaims, SupabaseClaims } from '@coatcheck/sdk/claims'
    type Every = { iss: string; sub: string; iat: number; exp: number }
    export const hasura = (claims: ${typeOf('hasura')} & Every): HasuraClaims => claims
    export const supabase = (claims: ${typeOf('supabase')} & Every): SupabaseClaims => claims
    type Others = ${typeOf('supabase')} & Every
    // @ts-expect-error -- claims of another template are none of Hasura's
    export const other = (claims: Others): HasuraClaims => claims
  `
  mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, 'node_modules/.cache/claims-')) // below the packages, so that their names are found
  writeFileSync(join(folder, 'claims.ts'), code)
  const compilerOptions = { noEmit: true, customConditions: ['source'], types: [] }
  const config = { extends: join(ROOT, 'tsconfig.base.json'), compilerOptions, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const { stdout, status } = spawnSync('tsc', ['-p', folder], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  expect([stdout, status]).toEqual(['', 0])
})
