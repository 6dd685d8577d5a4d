import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptedLanguages } from './accepted-languages.ts'
import { lookupLanguage } from './lookup-language.ts'
import { writingDirection } from './writing-direction.ts'

const tag = fc.stringMatching(/^[a-z]{2,3}(-[A-Z]{2})?$/)
const weight = fc.integer({ min: 1, max: 1000 }).map((thousandths) => thousandths / 1000)

describe('Accept-Language', () => {
  test.each([
    ['de', ['de']],
    ['de-AT,de;q=0.9,en;q=0.8', ['de-AT', 'de', 'en']],
    ['en;q=0.1, fr ;q=0.7 ,\tja', ['ja', 'fr', 'en']],
    ['fr;q=0.5, de;q=0.5', ['fr', 'de']],
    ['*', []],
    ['en;q=0, *;q=0.5', []],
    ['zh-Hant-TW;q=1.000', ['zh-Hant-TW']],
    ['de;q=2', []],
    ['de;q=0.1234', []],
    ['de;level=1', []],
    ['de_DE', []],
    ['', []],
    [',,;;q=,=', []],
    ['../../etc/passwd', []],
    ['<script>alert(1)</script>,de', ['de']],
    ["de'; DROP TABLE users; --", []],
    [`${'x'.repeat(100_000)},de`, []],
    [`${',de'.repeat(100_000)}`, Array<string>(31).fill('de')],
  ])('%.40s asks for %j', (header, languages) => {
    expect(acceptedLanguages(header)).toEqual(languages)
  })

  test('is read in the order of its weights, those alike in the order in which they stand', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(tag, weight), { maxLength: 20 }), (wanted) => {
        const header = wanted.map(([name, q]) => `${name};q=${q}`).join(', ')
        const expected = wanted.toSorted((one, other) => other[1] - one[1]).map(([name]) => name)
        expect(acceptedLanguages(header)).toEqual(expected)
      }),
    )
  })

  test('whatever it says, what is read are a few tags', () => {
    const noise = fc.stringMatching(/^[a-z*;q=,.\-0-9 \t]{0,200}$/)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), noise), (header) => {
        const languages = acceptedLanguages(header)
        expect(languages.length).toBeLessThanOrEqual(32)
        for (const language of languages) expect(language).toMatch(/^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i)
      }),
    )
  })
})

describe('the lookup', () => {
  const there = new Set(['de', 'en', 'zh-hant', 'de-ch'])
  test.each([
    [['de-AT'], 'de'],
    [['de-CH-1996'], 'de-ch'],
    [['fr', 'en-GB'], 'en'],
    [['zh-Hant-CN-x-private1'], 'zh-hant'],
    [['de-a-ext'], 'de'],
    [['zh'], null],
    [['fr'], null],
    [['d'], null],
    [[], null],
  ])('of %j finds %s', (wanted, found) => {
    expect(lookupLanguage(wanted, (language) => there.has(language))).toBe(found)
  })

  test('finds what is there, however long the tag goes on', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...there),
        fc.array(fc.stringMatching(/^[a-wyz0-9]{1,8}$/), { maxLength: 4 }),
        (known, more) => {
          const found = lookupLanguage([[known, ...more].join('-')], (language) => there.has(language))
          expect(found?.startsWith(known)).toBe(true)
        },
      ),
    )
  })

  test('takes the first that is there, not the closest', () => {
    expect(lookupLanguage(['fr-CA', 'de-DE', 'en'], (language) => there.has(language))).toBe('de')
  })
})

test.each([
  ['ar', 'rtl'],
  ['he', 'rtl'],
  ['fa-IR', 'rtl'],
  ['ur', 'rtl'],
  ['uz-Arab', 'rtl'],
  ['dv', 'rtl'],
  ['ckb', 'rtl'],
  ['uz', 'ltr'],
  ['az-Latn', 'ltr'],
  ['de', 'ltr'],
  ['ja', 'ltr'],
  ['en-Hebr', 'rtl'],
])('%s is written %s', (language, direction) => {
  expect(writingDirection(language)).toBe(direction)
})
