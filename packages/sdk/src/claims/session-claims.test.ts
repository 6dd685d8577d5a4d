/** What verification lets through is what the guard knows: the two are written apart, for values of different origin. */

import { checkSessionClaims } from '@coatcheck/core/verify'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CLAIMS, ISSUER, NOW_SECONDS } from '../../../../tests/support/session-tokens.ts'
import { isSessionClaims } from './session-claims.ts'

const RULES = { issuer: ISSUER, nowSeconds: NOW_SECONDS, skewSeconds: 5, maxLifetimeSeconds: 300 }

const names = fc.string({ minLength: 0, maxLength: 3 })
const changes = {
  sub: names,
  jti: names,
  azp: names,
  aud: fc.oneof(names, fc.array(names)),
  fva: fc.array(fc.integer({ min: -2, max: 3 }), { minLength: 1, maxLength: 3 }),
  act: fc.oneof(fc.constant({}), fc.record({ sub: names })),
  org: fc.record({ id: names, slug: names, role: names, permissions: fc.array(names) }),
  gen: fc.oneof(fc.nat(), fc.double()),
  nbf: fc.constantFrom(NOW_SECONDS, NOW_SECONDS - 1, '1'),
  v: fc.constantFrom(1, 2),
  plan: fc.jsonValue(),
}
/** Good claims with a few members made others. */
const anyClaims = fc
  .subarray(Object.keys(changes) as (keyof typeof changes)[], { maxLength: 3 })
  .chain((members) => fc.record(Object.fromEntries(members.map((member) => [member, changes[member]]))))
  .map((changed) => ({ ...CLAIMS, ...changed }))

test('claims that verification lets through are known as such', () => {
  let passed = 0
  fc.assert(
    fc.property(anyClaims, (claims) => {
      const isLetThrough = checkSessionClaims(claims, RULES).ok
      passed += isLetThrough ? 1 : 0
      expect(isLetThrough && !isSessionClaims(claims)).toBe(false)
    }),
    { numRuns: 3000 },
  )
  expect(passed).toBeGreaterThan(100)
})
