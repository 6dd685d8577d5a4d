/** What `has` grants, and that it grants nothing else. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factorAgesAt, has, type HasQuestion, type HasSubject, type Reverification } from './has.ts'

const org = {
  id: 'org_01jd0c3v9m8x7k2q4w5r6t7y8z',
  slug: 'acme',
  role: 'org:billing',
  permissions: ['org:invoices:read', 'org:invoices:pay'],
}
const subject: HasSubject = { org, fva: [3, 12] }

describe('a role or a permission', () => {
  test.each<[HasQuestion, boolean]>([
    [{ role: 'org:billing' }, true],
    [{ role: 'org:admin' }, false],
    [{ role: 'billing' }, false],
    [{ permission: 'org:invoices:read' }, true],
    [{ permission: 'org:invoices' }, false],
    [{ permission: 'org:invoices:delete' }, false],
    [{ role: 'org:billing', permission: 'org:invoices:pay' }, true],
    [{ role: 'org:admin', permission: 'org:invoices:pay' }, false],
    [{ role: 'org:billing', permission: 'org:invoices:delete' }, false],
    [{ permission: 'org:invoices:pay', reverification: 'moderate' }, true],
    [{ permission: 'org:invoices:pay', reverification: 'strict' }, false],
  ])('%j: %s', (question, expected) => {
    expect(has(subject, question)).toBe(expected)
  })

  test.each<[string, HasSubject]>([
    ['nothing', {}],
    ['no organization', { org: null, fva: null }],
    ['factors alone', { fva: [0, 0] }],
    ['an organization in another shape', { org: { rol: 'billing' } as never }],
  ])('is not had by a session with %s', (_, unknown) => {
    expect(has(unknown, { role: 'org:billing' })).toBe(false)
    expect(has(unknown, { permission: 'org:invoices:read' })).toBe(false)
    expect(has(unknown, { permission: 'org:invoices:read', reverification: 'lax' })).toBe(false)
  })
})

describe('a reverification', () => {
  test.each<[Reverification, readonly [number, number], boolean]>([
    ['strict', [50, 9], true],
    ['strict', [0, 10], false],
    ['strict', [9, -1], true],
    ['strict', [10, -1], false],
    ['strict_mfa', [9, 9], true],
    ['strict_mfa', [10, 9], false],
    ['strict_mfa', [9, 10], false],
    ['strict_mfa', [9, -1], true],
    ['moderate', [0, 59], true],
    ['moderate', [0, 60], false],
    ['lax', [0, 1439], true],
    ['lax', [0, 1440], false],
    ['lax', [-1, -1], false],
    ['strict_mfa', [-1, 0], false],
    [{ level: 'first_factor', afterMinutes: 1 }, [0, 99], true],
    [{ level: 'first_factor', afterMinutes: 1 }, [1, 0], false],
    [{ level: 'first_factor', afterMinutes: 1 }, [-1, 0], false],
    [{ level: 'second_factor', afterMinutes: 5 }, [-1, 4], true],
    [{ level: 'multi_factor', afterMinutes: 5 }, [4, 4], true],
  ])('%j of factors proved %j minutes ago: %s', (reverification, fva, expected) => {
    expect(has({ fva }, { reverification })).toBe(expected)
  })

  test('is judged by the time that has passed since the token was made', () => {
    const token = { fva: [3, -1], iat: 1_780_000_000 } as const
    expect(factorAgesAt(token, token.iat + 419)).toEqual([9, -1])
    expect(factorAgesAt(token, token.iat - 5)).toEqual([3, -1])
    expect(has({ fva: factorAgesAt(token, token.iat + 420) }, { reverification: 'strict' })).toBe(false)
  })
})

test.each<[string, unknown]>([
  ['nothing', {}],
  ['a role without a value', { role: undefined }],
  ['a permission without a value beside a role that is had', { role: 'org:billing', permission: undefined }],
  ['a permission that is null', { role: 'org:billing', permission: null }],
  ['a list of permissions', { permission: ['org:invoices:read'] }],
  ['something else beside a role that is had', { role: 'org:billing', feature: 'org:sso' }],
  ['a preset that there is not', { reverification: 'toString' }],
  ['a level that there is not', { reverification: { level: 'third_factor', afterMinutes: 10 } }],
  ['no time', { reverification: { level: 'first_factor' } }],
  [
    'a time that never passes for less',
    { reverification: { level: 'first_factor', afterMinutes: Number.NaN } },
  ],
  ['a reverification that is null', { reverification: null }],
])('whoever asks for %s is denied', (_, question) => {
  expect(has({ org, fva: [0, 0] }, question as HasQuestion)).toBe(false)
})

test('whatever is known and asked, more questions never grant more', () => {
  const text = fc.constantFrom('org:billing', 'org:admin', 'org:invoices:read', 'org:x:y', '')
  const anything = fc.oneof(text, fc.constant(undefined), fc.jsonValue())
  const reverification = fc.oneof(fc.constantFrom('strict', 'strict_mfa', 'moderate', 'lax'), anything)
  const questions = fc.record({ role: anything, permission: anything, reverification }, { requiredKeys: [] })
  const age = fc.integer({ min: -1, max: 2_000 })
  fc.assert(
    fc.property(questions, fc.option(fc.tuple(age, age)), fc.boolean(), (question, fva, isMember) => {
      const known: HasSubject = { org: isMember ? org : null, fva }
      const one = (name: string, value: unknown) => has(known, { [name]: value } as HasQuestion)
      const each = Object.entries(question).map(([name, value]) => one(name, value))
      expect(has(known, question as HasQuestion)).toBe(each.length > 0 && each.every(Boolean))
    }),
  )
})
