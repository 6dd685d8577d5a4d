/** `has` denies by default, asks all that is asked, and counts a factor's age to this very minute. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLAIMS, NOW_SECONDS } from '../../../../tests/support/session-tokens.ts'
import { has, type Reverification } from './has.ts'

const NOW_MS = NOW_SECONDS * 1000
const org = { id: 'org_1', slug: 'acme', role: 'admin', permissions: ['billing:read'] }

describe('has', () => {
  test('grants nothing when nothing is asked', () => {
    expect(has(CLAIMS, {}, NOW_MS)).toBe(false)
  })

  test.each([
    [{ role: 'admin' }, true],
    [{ role: 'member' }, false],
    [{ permission: 'billing:read' }, true],
    [{ permission: 'billing' }, false],
    [{ role: 'admin', permission: 'billing:read' }, true],
    [{ role: 'admin', permission: 'billing:write' }, false],
    [{ role: 'member', permission: 'billing:read' }, false],
    [{ role: 'admin', permission: 'billing:read', reverification: 'strict' }, true],
    [{ role: 'admin', reverification: { level: 'first_factor', afterMinutes: 0 } }, false],
  ] as const)('asked %j of an admin who may read billing, says %j', (asked, expected) => {
    expect(has({ ...CLAIMS, org }, asked, NOW_MS)).toBe(expected)
  })

  test.each([
    { role: 'admin', permission: undefined },
    { role: 'admin', feature: 'seats' },
    { role: 'admin', reverification: 'toString' },
    { reverification: null },
    { role: ['admin'] },
  ])('denies what callers without types may ask: %j', (asked) => {
    const untyped = asked as unknown as Parameters<typeof has>[1]
    expect(has({ ...CLAIMS, org }, untyped, NOW_MS)).toBe(false)
  })

  test('denies roles and permissions to who has no organization', () => {
    expect(has(CLAIMS, { role: 'admin' }, NOW_MS)).toBe(false)
    expect(has(CLAIMS, { permission: 'billing:read' }, NOW_MS)).toBe(false)
  })

  test.each([
    ['strict_mfa', [9, 9], true],
    ['strict_mfa', [10, 9], false],
    ['strict_mfa', [9, 10], false],
    ['strict_mfa', [9, -1], true],
    ['strict_mfa', [-1, 9], false],
    ['strict', [99, 9], true],
    ['strict', [0, 10], false],
    ['strict', [9, -1], true],
    ['strict', [10, -1], false],
    ['moderate', [99, 59], true],
    ['moderate', [0, 60], false],
    ['lax', [0, 1439], true],
    ['lax', [0, 1440], false],
    [{ level: 'first_factor', afterMinutes: 5 }, [4, 99], true],
    [{ level: 'first_factor', afterMinutes: 5 }, [5, 0], false],
    [{ level: 'first_factor', afterMinutes: 5 }, [-1, 0], false],
  ] as const)('%j of factors proved %j minutes ago is %j', (reverification, fva, expected) => {
    expect(has({ ...CLAIMS, fva }, { reverification }, NOW_MS)).toBe(expected)
  })

  test('denies whatever freshness is asked of who never proved anything', () => {
    const level = fc.constantFrom('first_factor', 'second_factor', 'multi_factor' as const)
    const asked: fc.Arbitrary<Reverification> = fc.record({ level, afterMinutes: fc.nat() })
    fc.assert(
      fc.property(asked, (reverification) => {
        expect(has({ ...CLAIMS, fva: [-1, -1] }, { reverification }, NOW_MS)).toBe(false)
      }),
    )
  })

  test("counts the token's own age: a token of an hour does not keep a proof fresh for an hour", () => {
    const after = (minutes: number) => has(CLAIMS, { reverification: 'strict' }, NOW_MS + minutes * 60_000)
    expect(after(9.99)).toBe(true)
    expect(after(10)).toBe(false)
    expect(after(-1)).toBe(true)
  })
})
