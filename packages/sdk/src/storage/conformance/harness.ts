/** What the conformance suite needs of whoever runs it: a way to name tests, and a place with nothing in it. */

import type { SessionStorage } from '../../browser/session-storage.ts'
import type { Faults } from './faults.ts'

/** A place under test. */
export type StorageUnderTest = {
  /** An instance on this place. Called again, another one on the same place, as another page or process would have it. */
  readonly open: () => SessionStorage | Promise<SessionStorage>
  /** Removes the place. */
  readonly close?: () => void | Promise<void>
}

/** A place whose way to the store behind it can be cut off. */
export type FaultyStorageUnderTest = StorageUnderTest & {
  /** An instance on this place, to whose store calls go wrong as told: `withFaults` makes such a store. */
  readonly openWithFaults: (faults: Faults) => SessionStorage | Promise<SessionStorage>
  /** How many items the store has. With it, leftovers of what was cut off are looked for. */
  readonly countItems?: () => number | Promise<number>
}

/** Makes a place with nothing in it: each test has its own. */
export type Make<Place = StorageUnderTest> = () => Place | Promise<Place>

/** What runs the suite: the `test` of vitest, of jest, or of `node:test`. */
export type ConformanceRunner = {
  readonly test: (name: string, body: () => Promise<void>) => unknown
}

/** A text that a test writes, and what the report calls it: nobody wants to read the whole of it. */
export type Sample = { readonly name: string; readonly text: string | null }

/** Texts as they come, and as they come at the worst. */
export const SAMPLES: readonly Sample[] = [
  { name: 'nothing', text: null },
  { name: 'an empty text', text: '' },
  { name: 'a short text', text: '{"v":1}' },
  { name: 'lines, quotes and what looks like a pointer', text: '@a2.00000000\n"\\"\t=' },
  { name: 'many alphabets', text: 'Grüße, 東京, שלום, مرحبا, नमस्ते, 👩‍👩‍👧‍👦 🎟️ \u{10ffff}' },
  ...[1023, 1024, 2047, 2048, 2049, 4096, 70_000].map((length) => sized(length)),
  { name: '3,000 tickets of four bytes', text: '🎟'.repeat(3000) },
  { name: '4,000 signs of three bytes', text: `a${'€'.repeat(4000)}` },
]

/** A text of that many characters, none of which repeats soon enough to hide one that is missing. */
export function sized(length: number, seed = 0): { readonly name: string; readonly text: string } {
  let text = ''
  for (let index = seed; text.length < length; index++) text += `${index.toString(36)},`
  return { name: `${length} characters`, text: text.slice(0, length) }
}

/** Fails unless both texts are the same. What differs is told by length and place, never by the texts. */
export function expectText(found: string | null, expected: string | null, what: string): void {
  if (found !== expected)
    throw new Error(`${what}: ${describe(found)} was read, ${describe(expected)} was written`)
}

/** Fails unless both are the same. */
export function expectSame(found: unknown, expected: unknown, what: string): void {
  if (found !== expected) throw new Error(`${what}: ${String(found)}, and not ${String(expected)}`)
}

/** Fails unless it is one of these texts. */
export function expectOneOf(found: string | null, expected: readonly (string | null)[], what: string): void {
  if (!expected.includes(found))
    throw new Error(
      `${what}: ${describe(found)} was read, which is none of ${expected.map(describe).join(', ')}`,
    )
}

function describe(text: string | null): string {
  return text === null
    ? 'nothing'
    : `a text of ${text.length} characters (${JSON.stringify(text.slice(0, 24))})`
}

/** Runs a test on a place of its own. */
export function onPlace(
  make: Make,
  { test }: ConformanceRunner,
  name: string,
  body: (place: StorageUnderTest, storage: SessionStorage) => Promise<void>,
): void {
  test(name, async () => {
    const place = await make()
    try {
      await body(place, await place.open())
    } finally {
      await place.close?.()
    }
  })
}
