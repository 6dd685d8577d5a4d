/** Which language somebody gets, and how it writes times, durations and lists. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BUILT_IN_MESSAGES } from '../messages/built-in.ts'
import { nativeName } from './locale.ts'
import { createLocales, type Locales } from './locales.ts'

const { en } = BUILT_IN_MESSAGES
const OWN: Locales = createLocales(
  { 'pt-br': en, ar: en, de: { ...en, common: { ...en.common, signIn: 'Los' } } },
  'fr',
)

test.each([
  [['de'], 'de'],
  [['de-AT,en;q=0.9'], 'de'],
  [[null, 'xx, ja;q=0.2'], 'ja'],
  [['tlh', 'es-419'], 'es'],
  [['pt-BR'], 'pt-BR'],
  [['pt'], 'fr'],
  [['ar-EG'], 'ar'],
  [[undefined, null, ''], 'fr'],
  [[], 'fr'],
  [['*'], 'fr'],
  [['EN-us'], 'en'],
])('who wishes for %j gets %s', (wishes, tag) => {
  expect(OWN.choose(...wishes).tag).toBe(tag)
})

test('a language of the operator stands in the place of the one that comes with the server', () => {
  expect(OWN.choose('de').messages.common.signIn).toBe('Los')
  expect(OWN.all.map(({ tag }) => tag).toSorted()).toEqual(['ar', 'de', 'en', 'es', 'fr', 'ja', 'pt-BR'])
})

test('the direction follows from the language', () => {
  expect(OWN.choose('ar').direction).toBe('rtl')
  expect(OWN.choose('de').direction).toBe('ltr')
})

test('whatever the wishes, somebody gets one of the languages', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), (wishes) => {
      expect(OWN.all).toContain(OWN.choose(...wishes))
    }),
  )
})

test('a server whose own language there is not does not start', () => {
  expect(() => createLocales({}, 'xx')).toThrow('there is no locale xx')
})

describe('times', () => {
  const NOW = Date.UTC(2026, 10, 20, 12)
  const HOUR = 3_600_000

  test.each([
    ['en', '5 minutes ago', 'yesterday', 'just now', '20 Nov 2026, 12:00 UTC'],
    ['de', 'vor 5 Minuten', 'gestern', 'gerade eben', '20. Nov. 2026, 12:00 UTC'],
    ['es', 'hace 5 minutos', 'ayer', 'ahora mismo', '20 nov 2026, 12:00 UTC'],
    ['fr', 'il y a 5 minutes', 'hier', 'à l’instant', '20 nov. 2026, 12:00 UTC'],
    ['ja', '5 分前', '昨日', 'たった今', '2026年11月20日 12:00 UTC'],
  ])('in %s are %s, %s, %s and %s', (tag, minutes, yesterday, now, exact) => {
    const { formats } = createLocales({}, 'en').choose(tag)
    expect(formats.relativeTime(NOW - 300_000, NOW)).toBe(minutes)
    expect(formats.relativeTime(NOW - 25 * HOUR, NOW)).toBe(yesterday)
    expect(formats.relativeTime(NOW - 59_000, NOW)).toBe(now)
    expect(formats.absoluteTime(NOW)).toBe(exact)
  })

  test.each([
    ['en', '7 days', '1 hour', '2 minutes', 'in 2 minutes', 'in 1 second'],
    ['de', '7 Tage', '1 Stunde', '2 Minuten', 'in 2 Minuten', 'in 1 Sekunde'],
    ['es', '7 días', '1 hora', '2 minutos', 'dentro de 2 minutos', 'dentro de 1 segundo'],
    ['fr', '7 jours', '1 heure', '2 minutes', 'dans 2 minutes', 'dans 1 seconde'],
    ['ja', '7 日', '1 時間', '2 分', '2 分後', '1 秒後'],
  ])('last, in %s, %s, %s or %s', (tag, days, hour, minutes, wait, second) => {
    const { formats } = createLocales({}, 'en').choose(tag)
    const durations = [7 * 24 * HOUR, HOUR, 120_000].map(formats.duration)
    expect(durations.map((duration) => duration.replace('\u00a0', ' '))).toEqual([days, hour, minutes])
    expect(formats.duration(1)).toBe(formats.duration(60_000))
    expect(formats.wait(61)).toBe(wait)
    expect(formats.wait(0.2)).toBe(second)
  })
})

test('a list of choices is written as one', () => {
  const { formats } = createLocales({}, 'en').standard
  expect(formats.anyOf(['a.example', 'b.example', 'c.example'])).toBe('a.example, b.example or c.example')
})

test.each([
  ['de', 'Deutsch'],
  ['es', 'Español'],
  ['ja', '日本語'],
  ['ar', 'العربية'],
  ['qqx', 'Qqx'],
  ['en-ab-cd', 'en-ab-cd'],
])('%s calls itself %s', (tag, name) => {
  expect(nativeName(tag)).toBe(name)
})
