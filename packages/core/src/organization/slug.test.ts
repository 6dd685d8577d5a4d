import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../id/id.ts'
import { seededRandom } from '../testing/seeded-random.ts'
import { normalizeSlug, slugOfName, suffixedSlug } from './slug.ts'

const word = fc.stringMatching(/^[a-z0-9]{1,8}$/)
const slug = fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => words.join('-'))

test('a slug is one spelling of its words', () => {
  fc.assert(
    fc.property(slug, (text) => {
      expect(normalizeSlug(text)).toBe(text)
      expect(normalizeSlug(` ${text.toUpperCase()}\n`)).toBe(text)
    }),
  )
})

test.each(['', '-', 'a--b', '-a', 'a-', 'a b', 'a_b', 'ä', 'a/b', 'a.b', '%61', 'a'.repeat(64)])(
  'no slug is %j',
  (text) => {
    expect(normalizeSlug(text)).toBeNull()
  },
)

test('an id of an organization is no slug', () => {
  expect(normalizeSlug(newId('org', 1_780_000_000_000, seededRandom(1)))).toBeNull()
})

test.each([
  ['Acme, Inc.', 'acme-inc'],
  ['  Crème brûlée & Söhne ', 'creme-brulee-sohne'],
  ['ﬁrst № 1', 'first-no-1'],
  ['日本', null],
  ['🎟️', null],
  [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
])('of the name %j the slug is %j', (name, expected) => {
  expect(slugOfName(name)).toBe(expected)
})

test('whatever the name, what is proposed is a slug, and proposed again for itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
      const proposed = slugOfName(name)
      if (proposed === null) return
      expect(normalizeSlug(proposed)).toBe(proposed)
      expect(slugOfName(proposed)).toBe(proposed)
    }),
  )
})

test('a suffix makes another slug of a slug, however long it is', () => {
  const words = fc.array(word, { minLength: 1, maxLength: 30 })
  const taken = words.map((all) => slugOfName(all.join('-'))).filter((made) => made !== null)
  fc.assert(
    fc.property(taken, word, (before, suffix) => {
      const after = suffixedSlug(before, suffix)
      expect(normalizeSlug(after)).toBe(after)
      expect(after.endsWith(`-${suffix}`)).toBe(true)
      expect(before.startsWith(after.slice(0, -suffix.length - 1))).toBe(true)
    }),
  )
})
