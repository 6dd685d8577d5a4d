/** The starters: each compiles as it is, for whoever signs in. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../user/user.ts'
import { compileTemplate } from './compile-template.ts'
import { renderTemplate } from './render-template.ts'
import type { TemplateData } from './template-data.ts'
import { TEMPLATE_STARTERS, type TemplateStarter } from './template-starters.ts'

const ALONE: TemplateData = {
  user: { id: 'user_1', email: null, email_verified: false, public_metadata: {} },
}
const MEMBER: TemplateData = {
  user: {
    id: 'user_1',
    email: 'ada@example.com',
    email_verified: true,
    full_name: 'Ada L',
    public_metadata: { role: 'admin', features: { beta: true } },
  },
  org: { id: 'org_1', slug: 'acme' },
  membership: { role: 'manager', permissions: ['read'] },
}

function render(starter: TemplateStarter, data: TemplateData): JsonObject {
  const compiled = compileTemplate(TEMPLATE_STARTERS[starter])
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  return renderTemplate(compiled.template, data)
}

describe('the starter', () => {
  test('default tells the user, the metadata and the organization', () => {
    expect(render('default', MEMBER)).toEqual({
      email: 'ada@example.com',
      email_verified: true,
      role: 'admin',
      metadata: { role: 'admin', features: { beta: true } },
      org_id: 'org_1',
      org_role: 'manager',
    })
    expect(render('default', ALONE)).toEqual({
      email: null,
      email_verified: false,
      role: null,
      metadata: {},
      org_id: null,
      org_role: null,
    })
  })

  test('hasura tells strings and arrays of strings only, and a default role that is allowed', () => {
    expect(render('hasura', MEMBER)).toEqual({
      'https://hasura.io/jwt/claims': {
        'x-hasura-allowed-roles': ['user'],
        'x-hasura-default-role': 'user',
        'x-hasura-user-id': 'user_1',
        'x-hasura-org-id': 'org_1',
        'x-hasura-org-role': 'manager',
      },
    })
    expect(render('hasura', ALONE)).toEqual({
      'https://hasura.io/jwt/claims': {
        'x-hasura-allowed-roles': ['user'],
        'x-hasura-default-role': 'user',
        'x-hasura-user-id': 'user_1',
        'x-hasura-org-id': '',
        'x-hasura-org-role': '',
      },
    })
  })

  test('supabase tells an authenticated user, and no metadata that the user wrote', () => {
    expect(render('supabase', MEMBER)).toEqual({
      aud: 'authenticated',
      role: 'authenticated',
      email: 'ada@example.com',
      email_verified: true,
      app_metadata: { role: 'admin', features: { beta: true } },
      user_metadata: { full_name: 'Ada L', avatar_url: null },
    })
    expect(render('supabase', ALONE)).toMatchObject({ email: '', email_verified: false })
  })

  test('custom falls back to what a new user has', () => {
    expect(render('custom', MEMBER)).toEqual({
      role: 'admin',
      plan: 'free',
      permissions: ['read'],
      tenant: 'acme',
      features: { beta: true },
    })
    expect(render('custom', ALONE)).toEqual({
      role: 'member',
      plan: 'free',
      permissions: null,
      tenant: null,
      features: { beta: false },
    })
  })

  test('supabase never takes its role from data', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('role', 'aud', 'email'), fc.jsonValue()), (metadata) => {
        const data = { user: { ...ALONE.user, public_metadata: metadata as JsonObject } }
        expect(render('supabase', data)).toMatchObject({ aud: 'authenticated', role: 'authenticated' })
      }),
    )
  })
})
