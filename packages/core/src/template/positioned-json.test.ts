/** JSON with positions: the platform's parser is the judge of what is JSON, and of what it means. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { locateFindings } from './finding.ts'
import { MAX_TEMPLATE_DEPTH, parsePositioned, type PositionedValue, unitIndexes } from './positioned-json.ts'

function plain(value: PositionedValue): unknown {
  switch (value.kind) {
    case 'scalar':
    case 'string':
      return value.value
    case 'array':
      return value.items.map(plain)
    case 'object':
      return Object.fromEntries(value.members.map((member) => [member.name, plain(member.value)]))
  }
}

function platformReads(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const json = fc.jsonValue({ maxDepth: 4 })
const indent = fc.constantFrom('', ' ', '\t', '\r\n')
const texts = fc.tuple(json, indent).map(([value, space]) => JSON.stringify(value, null, space))

describe('JSON with positions', () => {
  test('means what it means to the platform', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { value, findings } = parsePositioned(text)
        expect(findings).toEqual([])
        expect(plain(value!)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('is refused where the platform refuses it, and nowhere else', () => {
    const piece = fc.constantFrom(
      ...'{}[]",:\\ue1-+.0\n\u0000\ufeff tnN\'/'.split(''),
      'null',
      '\\u00e9',
      '01',
      '1e5',
    )
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(2), piece, (text, at, removed, added) => {
        const index = at % (text.length + 1)
        const changed = text.slice(0, index) + added + text.slice(index + removed)
        const { value, findings } = parsePositioned(changed)
        expect(value !== null).toBe(platformReads(changed))
        expect(value !== null || findings.at(-1)?.code === 'json_invalid').toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('is refused at a character of the text or at its end', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\u1e-ntrue \n'.split('')) }), (text) => {
        for (const { index } of parsePositioned(text).findings) {
          expect(index >= 0 && index <= text.length).toBe(true)
        }
      }),
    )
  })

  test('knows where each value stands', () => {
    expect(parsePositioned('{ "a": [1, "b"] }').value).toMatchObject({
      index: 0,
      members: [{ index: 2, name: 'a', value: { index: 7, items: [{ index: 8 }, { index: 11 }] } }],
    })
  })

  test('knows where each unit of a string is spelled', () => {
    const unit = fc.oneof(fc.string({ unit: 'binary', maxLength: 2 }), fc.constant('"\\\n'))
    const values = fc.array(unit).map((all) => all.join(''))
    fc.assert(
      fc.property(values, fc.nat(), (value, at) => {
        const offset = at % (value.length + 1)
        const start = 3
        const text = `   ${JSON.stringify(value)}`
        const indexes = unitIndexes(text, start)
        expect(indexes).toHaveLength(value.length + 1)
        expect(JSON.parse(`"${text.slice(start + 1, indexes[offset])}"`)).toBe(value.slice(0, offset))
      }),
    )
  })

  test.each<[text: string, line: number, column: number, code: string]>([
    ['', 1, 1, 'json_invalid'],
    [' \n', 2, 1, 'json_invalid'],
    ['{"a":1,}', 1, 8, 'json_invalid'],
    ['{"a":1\n"b":2}', 2, 1, 'json_invalid'],
    ["{'a':1}", 1, 2, 'json_invalid'],
    ['{"a" 1}', 1, 6, 'json_invalid'],
    ['{"a":}', 1, 6, 'json_invalid'],
    ['{"a":01}', 1, 7, 'json_invalid'],
    ['{"a":True}', 1, 6, 'json_invalid'],
    ['{"a":1} x', 1, 9, 'json_invalid'],
    ['{"a":"b}', 1, 6, 'json_invalid'],
    ['{"a":"b\nc"}', 1, 8, 'json_invalid'],
    ['{\r\n"a":"b\\x"}', 2, 7, 'json_invalid'],
    ['{"a":"\\u12"}', 1, 7, 'json_invalid'],
    ['{"a":1e999}', 1, 6, 'json_invalid'],
    ['["😀" 1]', 1, 7, 'json_invalid'],
    ['{"a":1,\n "\\u0061":2}', 2, 2, 'member_repeated'],
    ['['.repeat(MAX_TEMPLATE_DEPTH + 1), 1, MAX_TEMPLATE_DEPTH + 1, 'json_too_deep'],
    ['['.repeat(MAX_TEMPLATE_DEPTH), 1, MAX_TEMPLATE_DEPTH + 1, 'json_invalid'],
  ])('%j is wrong at line %i, column %i', (text, line, column, code) => {
    expect(locateFindings(text, parsePositioned(text).findings)).toMatchObject([{ line, column, code }])
  })

  test('has every repeated member found', () => {
    const { findings } = parsePositioned('{"a":1,"a":{"b":1,"b":2},"a":3}')
    expect(findings.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([7, 18, 25])
  })
})
