/** Every language says everything, in itself, with everything that it is given, and without markup. */

import { STANDARD_SCOPES } from '@coatcheck/core'
import { describe, expect, test } from 'vitest'
import { BUILT_IN_MESSAGES } from './built-in.ts'
import type { Messages } from './messages.ts'

type Say = (...given: readonly unknown[]) => string | readonly unknown[]
type Leaf = string | Say

const TAGS = Object.keys(BUILT_IN_MESSAGES) as (keyof typeof BUILT_IN_MESSAGES)[]

function leavesOf(value: unknown, path = ''): ReadonlyMap<string, Leaf> {
  if (typeof value === 'string' || typeof value === 'function') return new Map([[path, value as Leaf]])
  const members = Object.entries(value as object)
  return new Map(
    members.flatMap(([name, member]) => [...leavesOf(member, path === '' ? name : `${path}.${name}`)]),
  )
}

const LEAVES: ReadonlyMap<string, ReadonlyMap<string, Leaf>> = new Map(
  TAGS.map((tag) => [tag, leavesOf(BUILT_IN_MESSAGES[tag])]),
)
const ENGLISH = leavesOf(BUILT_IN_MESSAGES.en)

/** Texts that count are given numbers. */
const COUNTS = /codesLeft|\.days$|deletedAfter|keyDays/

/** What a text comes to with marks in its places, and which marks there were. */
function saidBy(path: string, leaf: Leaf): { readonly text: string; readonly marks: readonly string[] } {
  if (typeof leaf === 'string') return { text: leaf, marks: [] }
  if (COUNTS.test(path)) return { text: String(leaf(7)), marks: ['7'] }
  const marks = Array.from({ length: leaf.length }, (_, index) => `‹${index}›`)
  const given =
    /WithLink|newHere|haveAccount|nothingThere$|Already$|noAccountYet|changedMind|notYou$|password\.none/.test(
      path,
    )
      ? marks.map((mark) => (words: string) => `${mark}${words}`)
      : marks
  const said = leaf(...given)
  return { text: typeof said === 'string' ? said : said.join(''), marks }
}

function placesIn(leaf: Leaf | undefined): number {
  return typeof leaf === 'function' ? leaf.length : 0
}

/** Names, and words that a language has from English. */
const SAME: { readonly [T in keyof typeof BUILT_IN_MESSAGES]: readonly string[] } = {
  en: [],
  de: [
    'common.optional',
    'common.code',
    'account.factors.passkey',
    'account.apiKeys.name',
    'account.apiKeys.scopes',
    'account.apiKeys.scopesAre',
    'applications.website',
  ],
  es: ['common.errorTitle'],
  fr: ['common.code', 'account.applications.title', 'outbox.pages'],
  ja: [],
}

/** Where a language says something else than it should. */
function pathsWhere(
  tag: string,
  isWrong: (text: string, path: string, leaf: Leaf) => boolean,
): readonly string[] {
  const leaves = [...(LEAVES.get(tag) ?? [])]
  return leaves.filter(([path, leaf]) => isWrong(saidBy(path, leaf).text, path, leaf)).map(([path]) => path)
}

describe.each(TAGS)('%s', (tag) => {
  test('says what English says, no more and no less', () => {
    expect([...(LEAVES.get(tag)?.keys() ?? [])].toSorted()).toEqual([...ENGLISH.keys()].toSorted())
  })

  test('says something, without markup and without white space at its ends', () => {
    const marked = /[<>&]|\$\{|undefined|\[object/
    const isWrong = (text: string): boolean =>
      text.trim() !== text || !/[\p{L}‹]/u.test(text) || marked.test(text)
    expect(pathsWhere(tag, isWrong)).toEqual([])
  })

  test('says everything that it is given, and asks for nothing else', () => {
    const isWrong = (text: string, path: string, leaf: Leaf): boolean => {
      const english = ENGLISH.get(path)
      return (
        !saidBy(path, leaf).marks.every((mark) => text.includes(mark)) || placesIn(leaf) !== placesIn(english)
      )
    }
    expect(pathsWhere(tag, isWrong)).toEqual([])
  })

  test('has in the name of a button what stands on it, so that whoever sees it can say it', () => {
    const { common, account } = BUILT_IN_MESSAGES[tag]
    const { browser, devices, identities, apiKeys } = account
    const buttons = [
      [common.signOut, browser.signOutHere('Ada')],
      [common.signOut, devices.signOutThis],
      [common.signOut, devices.signOutNamed('Safari')],
      [browser.switch, browser.switchTo('Ada')],
      [common.remove, account.removeNamed('Notes')],
      [common.remove, identities.removeNamed('Acme', 'ada@example.com')],
      [apiKeys.revoke, apiKeys.revokeNamed('Backup')],
    ] as const
    const lower = (text: string): string => text.toLocaleLowerCase(tag)
    expect(buttons.filter(([seen, heard]) => !lower(heard).includes(lower(seen)))).toEqual([])
  })

  test('describes every scope that a server has', () => {
    const described: { readonly [name: string]: string } = BUILT_IN_MESSAGES[tag].applications.scopes
    for (const { name } of STANDARD_SCOPES) expect(described[name]).toBeTypeOf('string')
  })
})

test.each(TAGS.filter((tag) => tag !== 'en'))('%s leaves nothing in English but names', (tag) => {
  const english = new Map([...ENGLISH].map(([path, leaf]) => [path, saidBy(path, leaf).text]))
  expect(pathsWhere(tag, (text, path) => text === english.get(path)).toSorted()).toEqual(
    [...SAME[tag]].toSorted(),
  )
})

test('the scopes are described in English as the API describes them', () => {
  const described: { readonly [name: string]: string } = BUILT_IN_MESSAGES.en.applications.scopes
  for (const { name, description } of STANDARD_SCOPES) expect(described[name]).toBe(description)
})

test.each([
  [
    'en',
    ['0 recovery codes left', '1 recovery code left', '2 recovery codes left', '1,000 recovery codes left'],
  ],
  [
    'de',
    [
      'Noch 0 Wiederherstellungscodes',
      'Noch 1 Wiederherstellungscode',
      'Noch 2 Wiederherstellungscodes',
      'Noch 1.000 Wiederherstellungscodes',
    ],
  ],
  [
    'es',
    [
      'Quedan 0 códigos de recuperación',
      'Queda 1 código de recuperación',
      'Quedan 2 códigos de recuperación',
      'Quedan 1000 códigos de recuperación',
    ],
  ],
  [
    'fr',
    [
      'Il reste 0 code de secours',
      'Il reste 1 code de secours',
      'Il reste 2 codes de secours',
      'Il reste 1\u202f000 codes de secours',
    ],
  ],
  [
    'ja',
    [
      'リカバリーコードの残り: 0個',
      'リカバリーコードの残り: 1個',
      'リカバリーコードの残り: 2個',
      'リカバリーコードの残り: 1000個',
    ],
  ],
] as const)('%s counts as it does', (tag, expected) => {
  const { codesLeft } = BUILT_IN_MESSAGES[tag].account.factors
  expect([0, 1, 2, 1000].map(codesLeft)).toEqual(expected)
})

test('French puts a space that does not break before its high punctuation', () => {
  const wrong = /[^\u00a0‹\d›][?!;]|[^\u00a0\d\w/][:]| [?!;:]/
  expect(pathsWhere('fr', (text) => wrong.test(text))).toEqual([])
})

test('Japanese has Latin letters in names alone', () => {
  const names = /JavaScript|JSON|QR|API|WDJB-MJHT/g
  expect(pathsWhere('ja', (text) => /[a-z]{2}/i.test(text.replaceAll(names, '')))).toEqual([])
})

test('a language without one text, or with a wrong place in one, does not compile', () => {
  const { en } = BUILT_IN_MESSAGES
  // @ts-expect-error A text is missing.
  const incomplete: Messages = { ...en, invitation: { deadTitle: 'x' } }
  // @ts-expect-error A text takes what it is not given.
  const misplaced: Messages = { ...en, device: { ...en.device, codeHint: (code: string) => code } }
  expect([incomplete, misplaced]).toHaveLength(2)
})
