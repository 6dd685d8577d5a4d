/** Claims in Clerk's layout: permissions go in packed, and come out as they were. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrganizationClaim } from '../protocol/session-claims.ts'
import { unpackPermissions } from '../verify/clerk-claims.ts'
import { clerkClaims, packPermissions } from './clerk-claims.ts'

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,31}$/)
const permissions = fc.uniqueArray(
  fc.tuple(word, word).map(([feature, action]) => `org:${feature}:${action}`),
  { maxLength: 60 },
)

test('permissions that are packed and unpacked are the same, each once', () => {
  fc.assert(
    fc.property(permissions, (held) => {
      const { fea, per, fpm } = packPermissions(held)
      const unpacked = unpackPermissions(fea ?? '', per ?? '', fpm ?? '')
      expect(unpacked?.toSorted()).toEqual(held.toSorted())
    }),
  )
})

test('the spelling is that of Clerk’s documents', () => {
  const held = ['org:dashboard:manage', 'org:dashboard:read', 'org:teams:read']
  expect(packPermissions(held)).toEqual({ fea: 'o:dashboard,o:teams', per: 'manage,read', fpm: '3,2' })
  expect(packPermissions([])).toEqual({})
})

test('an organization goes into `o` and `fea`; everything else stays, but for orders to set cookies', () => {
  const org: OrganizationClaim = { id: 'org_1', slug: 'acme', role: 'org:admin', permissions: ['org:a:b'] }
  const claims = { sub: 'user_1', v: 1, gen: 7, kept: true, handshake: ['__session=x'] }
  const common = { sub: 'user_1', v: 2, gen: 7, kept: true }
  expect(clerkClaims(claims)).toEqual(common)
  expect(clerkClaims({ ...claims, org })).toEqual({
    ...common,
    o: { id: 'org_1', slg: 'acme', rol: 'admin', per: 'b', fpm: '1' },
    fea: 'o:a',
  })
  expect(clerkClaims({ ...claims, org: { ...org, permissions: [] } })).toEqual({
    ...common,
    o: { id: 'org_1', slg: 'acme', rol: 'admin' },
  })
})
