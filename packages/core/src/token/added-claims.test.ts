/** Claims that come from outside: what a token sets itself cannot be added, whatever else there is. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RESERVED_CLAIMS } from '../template/reserved-claims.ts'
import { MAX_ADDED_CLAIMS_BYTES, readAddedClaims } from './added-claims.ts'

test.each([...RESERVED_CLAIMS])('%s is refused by name, whatever it is', (name) => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2 }), (value) => {
      const read = readAddedClaims({ tier: 'gold', [name]: value as string })
      expect(read).toMatchObject({ ok: false, detail: expect.stringContaining(name) })
    }),
    { numRuns: 10 },
  )
})

test('other claims are taken as they are', () => {
  const name = fc
    .string()
    .filter((text) => !RESERVED_CLAIMS.has(text) && !['aud', '__proto__'].includes(text))
  const value = fc.jsonValue({ maxDepth: 3 }).filter((json) => !JSON.stringify(json).includes('__proto__'))
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 5 }), (claims) => {
      const json = JSON.parse(JSON.stringify(claims))
      fc.pre(JSON.stringify(json).length < 500)
      expect(readAddedClaims(json)).toEqual({ ok: true, claims: json })
    }),
  )
})

describe('an audience', () => {
  test.each([['api'], [['api']], [['api', 'files']]])('%j is one', (aud) => {
    expect(readAddedClaims({ aud })).toMatchObject({ ok: true })
  })

  test.each([[''], [null], [7], [{}], [[]], [['']], [['api', null]], [[['api']]]])('%j is none', (aud) => {
    expect(readAddedClaims({ aud })).toMatchObject({ ok: false })
  })
})

test('no member at any depth names the prototype', () => {
  for (const text of ['{"__proto__":1}', '{"a":{"__proto__":{}}}', '{"a":[[{"b":{"__proto__":null}}]]}'])
    expect(readAddedClaims(JSON.parse(text))).toMatchObject({ ok: false })
})

test('the limit is in bytes of JSON, and what is refused is not repeated', () => {
  const room = MAX_ADDED_CLAIMS_BYTES - '{"a":""}'.length
  expect(readAddedClaims({ a: 'x'.repeat(room) })).toMatchObject({ ok: true })
  const refused = readAddedClaims({ a: 'é'.repeat(room / 2 + 1) })
  expect(refused).toEqual({
    ok: false,
    detail: `claims has ${MAX_ADDED_CLAIMS_BYTES + 2} bytes, 2048 at most`,
  })
})

test('only an object holds claims', () => {
  for (const value of [undefined, null, [], 'text', 1, true])
    expect(readAddedClaims(value)).toMatchObject({ ok: false })
})
