/** The appearance and the languages among the settings: where they may come from, and what is refused. */

import { describe, expect, test } from 'vitest'
import { BUILT_IN_MESSAGES } from '../messages/built-in.ts'
import { resolveSettings, type Settings } from './settings.ts'
import { type CoatcheckConfig, defineConfig, type Texts } from './sources.ts'
import { StartError } from './start-error.ts'

const { en } = BUILT_IN_MESSAGES

function resolve(config: object, environment: Texts = {}): Settings {
  const file = { name: 'coatcheck.config.ts', config }
  return resolveSettings({ flags: {}, environment, file }, () => ({
    secrets: [{ version: 1, material: Buffer.alloc(32, 1) }],
    path: '.coatcheck/secret',
    created: true,
  }))
}

function problemsOf(config: object, environment: Texts = {}): readonly string[] {
  try {
    resolve(config, environment)
  } catch (error) {
    if (error instanceof StartError) return error.message.split('\n')
    throw error
  }
  throw new Error('the settings were taken')
}

describe('the appearance', () => {
  test('is an object of the file, or JSON of the environment, which stands above it', () => {
    const config: CoatcheckConfig = defineConfig({
      appearance: { name: 'Acme', colors: { accent: 'oklch(0.5 0.2 290)', dark: { accent: '#aaccff' } } },
    })
    expect(resolve(config).appearance).toEqual(config.appearance)
    const environment = { COATCHECK_APPEARANCE: '{"name":"Bodega"}' }
    const { appearance, origins } = resolve(config, environment)
    expect(appearance).toEqual({ name: 'Bodega' })
    expect(origins.appearance).toEqual({ from: 'environment', name: 'COATCHECK_APPEARANCE' })
    expect(resolve({}).appearance).toEqual({})
  })

  test('is refused member by member, with what each may be', () => {
    expect(
      problemsOf({ appearance: { name: '<b>', colors: { accent: 'red;}', dark: { text: 1 } }, css: '*' } }),
    ).toEqual([
      'appearance in coatcheck.config.ts: css is not in order; allowed: name, logo, colors, font, radius',
      'appearance in coatcheck.config.ts: name is not in order; allowed: 1 to 64 characters of text without < and >',
      'appearance in coatcheck.config.ts: colors.accent is not in order; allowed: an opaque colour such as #1f5e4b, rgb(31 94 75), hsl(162 50% 25%) or oklch(0.44 0.07 167)',
      'appearance in coatcheck.config.ts: colors.dark.text is not in order; allowed: an opaque colour such as #1f5e4b, rgb(31 94 75), hsl(162 50% 25%) or oklch(0.44 0.07 167)',
    ])
  })

  test('is warned of where people could not read it, and only there', () => {
    const colors = { muted: '#aaaaaa', surface: '#ffffff', dark: { background: '#ffffff' } }
    expect(resolve({ appearance: { colors } }).warnings).toEqual([
      'appearance: colors.muted on colors.background has a contrast of 2.1, and people need 4.5',
      'appearance: colors.muted on colors.surface has a contrast of 2.3, and people need 4.5',
      'appearance: colors.dark.text on colors.dark.background has a contrast of 1.2, and people need 4.5',
      'appearance: colors.dark.muted on colors.dark.background has a contrast of 2.3, and people need 4.5',
    ])
    expect(resolve({ appearance: { colors: { accent: '#ffff00', border: '#eeeeee' } } }).warnings).toEqual([])
  })

  test.each(['Acme', '{', '[]', '"x"', '1'])('is not the text %s', (text) => {
    expect(problemsOf({}, { COATCHECK_APPEARANCE: text })).toEqual([
      'COATCHECK_APPEARANCE is not in order; allowed: an object with name, logo, colors, font, radius',
    ])
  })
})

describe('the language', () => {
  test('is English unless it is set, to one that there is', () => {
    expect(resolve({}).locale).toBe('en')
    expect(resolve({}, { COATCHECK_LOCALE: 'de' }).locale).toBe('de')
    expect(resolve({ locale: 'pt-BR', locales: { 'pt-BR': en } }).locale).toBe('pt-BR')
    expect(resolve({ locale: 'fr-CA' }).locale).toBe('fr-CA')
  })

  test.each(['xx', 'pt'])('is not %s, which there is not', (tag) => {
    expect(problemsOf({ locales: { 'pt-BR': en } }, { COATCHECK_LOCALE: tag })).toEqual([
      `COATCHECK_LOCALE is "${tag}"; allowed: en, de, es, fr, ja, pt-BR, or another one with its texts in the configuration file`,
    ])
  })

  test('is not what is no language tag', () => {
    expect(problemsOf({}, { COATCHECK_LOCALE: '../de' })).toEqual([
      'COATCHECK_LOCALE is "../de"; allowed: en, de, es, fr, ja, or one whose texts the file brings along',
    ])
  })
})

describe('languages of the file', () => {
  test('are taken with all of their texts', () => {
    expect(resolve({ locales: { ar: en } }).locales).toEqual({ ar: en })
    expect(resolve({}).locales).toEqual({})
  })

  test('are refused for what is missing, of another kind, or unheard of', () => {
    const { signIn: _signIn, ...common } = en.common
    const texts = { ...en, common: { ...common, signUp: () => 'x', signOff: 'x' }, invitation: 'x' }
    expect(problemsOf({ locales: { ar: texts } })).toEqual([
      'locales.ar in coatcheck.config.ts: common.signIn is missing, not a text',
      'locales.ar in coatcheck.config.ts: common.signUp is a function, not a text',
      'locales.ar in coatcheck.config.ts: common.signOff is no text of ours',
      'locales.ar in coatcheck.config.ts: invitation is no object',
    ])
  })

  test('are refused shortly when hardly anything is there', () => {
    const problems = problemsOf({ locales: { ar: { common: {} } } })
    expect(problems).toHaveLength(11)
    expect(problems.at(-1)).toMatch(/^locales\.ar in coatcheck\.config\.ts: and \d+ more$/)
  })

  test.each([
    [['ar'], 'locales in coatcheck.config.ts is no object'],
    ['ar', 'locales in coatcheck.config.ts is no object'],
    [{ ar: null }, 'locales.ar in coatcheck.config.ts: it is no object'],
    [
      { 'not a language': en },
      'locales.not a language in coatcheck.config.ts is no language; allowed: a tag of BCP 47, such as ar or pt-BR',
    ],
  ])('are not %j', (locales, problem) => {
    expect(problemsOf({ locales })).toEqual([problem])
  })
})
