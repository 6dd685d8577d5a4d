/** Strict JSON: what the platform's parser reads, less what could be read in two ways. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_JSON_DEPTH, parseStrictJson } from './strict-json.ts'

test('an object without repeated members is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (value) => {
      const text = JSON.stringify(value)
      expect(JSON.stringify(parseStrictJson(text))).toBe(text)
    }),
  )
})

test('a member said twice is refused at any depth, however it is spelled', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(5), (name, depth) => {
      const units = name.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
      const escaped = `"${units.map((unit) => `\\u${unit}`).join('')}"`
      const twice = `{${JSON.stringify(name)}:1,${escaped}:2}`
      expect(parseStrictJson('{"a":['.repeat(depth) + twice + ']}'.repeat(depth))).toBeNull()
    }),
  )
})

test.each([
  '',
  'null',
  '[]',
  '"x"',
  '{',
  '{"a":1}x',
  '\uFEFF{}',
  `${'{"a":'.repeat(MAX_JSON_DEPTH + 1)}1${'}'.repeat(MAX_JSON_DEPTH + 1)}`,
])('%j is refused', (text) => {
  expect(parseStrictJson(text)).toBeNull()
})

test('the same name in different objects is no repetition', () => {
  expect(parseStrictJson('{"a":{"a":1},"b":[{"a":1},{"a":2}]}')).not.toBeNull()
})

test('space, brackets and colons are told from those inside of strings', () => {
  const text = '{ "a:{" : "\\"[[[[[[[[[[[[[[[[[[[[", "b" : [ { "c" : "}:" } ] }'
  expect({ ...parseStrictJson(text) }).toEqual(JSON.parse(text))
})

test('an object as deep as the limit is read', () => {
  expect(
    parseStrictJson(`{"a":${'['.repeat(MAX_JSON_DEPTH - 1)}${']'.repeat(MAX_JSON_DEPTH - 1)}}`),
  ).not.toBeNull()
})

test('a member named __proto__ is a member, from which nobody inherits', () => {
  const parsed = parseStrictJson('{"__proto__":{"admin":true}}')
  expect(parsed !== null && 'admin' in parsed).toBe(false)
  expect(parsed !== null && Object.keys(parsed)).toEqual(['__proto__'])
})
