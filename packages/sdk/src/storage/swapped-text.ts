/** A text in a store that takes short values only, replaced as a whole whatever is cut off in between. */

import { inTurn, type InTurn } from './in-turn.ts'
import { checksum, splitText, utf8Length } from './split-text.ts'

/** A store of values by key, each of which it writes whole or not at all. */
export type KeyedValues = {
  readonly get: (key: string) => Promise<string | null>
  readonly set: (key: string, value: string) => Promise<void>
  readonly remove: (key: string) => Promise<void>
}

/** Where the text is, and how long values may be. */
export type SwappedTextOptions = {
  readonly key: string
  /** The longest value of the key itself. */
  readonly headBytes: number
  /** The longest value of a part. */
  readonly partBytes: number
}

/** A text, read and replaced. */
export type SwappedText = {
  readonly read: () => Promise<string | null>
  readonly write: (text: string | null) => Promise<void>
}

/**
 * A short text is the value of the key, after `=`. A longer one is in parts, `<key>.a.0`, `<key>.a.1` ..., of which the key
 * says how many there are: `@a2.` and a checksum. The next one is written beside it, to `b`, and holds once the key says so:
 * that is one write. What is no longer pointed at is removed then, from its end, so that of parts whose removal was
 * cut off the first are there, and can be found.
 */
export function swappedText(store: KeyedValues, turn: InTurn, options: SwappedTextOptions): SwappedText {
  const { key, headBytes, partBytes } = options
  const partKey = (slot: Slot, index: number): string => `${key}.${slot}.${index}`
  let isTidy = false

  async function readParts({ slot, count, sum }: Pointer): Promise<string | null> {
    let text = ''
    for (let index = 0; index < count; index++) text += (await store.get(partKey(slot, index))) ?? ''
    return checksum(text) === sum ? text : null
  }

  /** Removes the parts of a slot from one on. */
  async function clear(slot: Slot, from: number): Promise<void> {
    let end = from
    while ((await store.get(partKey(slot, end))) !== null) end++
    while (end > from) await store.remove(partKey(slot, --end))
  }

  async function tidy(live: Pointer | null): Promise<void> {
    for (const slot of SLOTS) await clear(slot, slot === live?.slot ? live.count : 0)
    isTidy = true
  }

  /** The text holds already. What cannot be removed now, the next reading or writing removes. */
  async function tryToTidy(live: Pointer | null): Promise<void> {
    await tidy(live).catch(() => {})
  }

  async function read(): Promise<string | null> {
    const head = await store.get(key)
    const pointer = readPointer(head)
    if (!isTidy) await tryToTidy(pointer)
    if (head?.startsWith(INLINE)) return head.slice(INLINE.length)
    return pointer === null ? null : await readParts(pointer)
  }

  async function write(text: string): Promise<void> {
    isTidy = false
    if (utf8Length(text) + INLINE.length <= headBytes) {
      await store.set(key, INLINE + text)
      return await tryToTidy(null)
    }
    const before = readPointer(await store.get(key))
    const parts = splitText(text, partBytes)
    const after: Pointer = {
      slot: before?.slot === 'a' ? 'b' : 'a',
      count: parts.length,
      sum: checksum(text),
    }
    for (const [index, part] of parts.entries()) await store.set(partKey(after.slot, index), part)
    await store.set(key, `@${after.slot}${after.count}.${after.sum}`)
    await tryToTidy(after)
  }

  async function remove(): Promise<void> {
    isTidy = false
    await store.remove(key)
    await tidy(null)
  }

  return { read: () => turn(read), write: (text) => turn(() => (text === null ? remove() : write(text))) }
}

const turns = new WeakMap<object, Map<string, InTurn>>()

/** One queue for all who use the same key of the same store: what they write would mix otherwise. */
export function turnOf(store: object, key: string): InTurn {
  const byKey = turns.get(store) ?? new Map<string, InTurn>()
  const turn = byKey.get(key) ?? inTurn()
  turns.set(store, byKey.set(key, turn))
  return turn
}

type Slot = 'a' | 'b'
type Pointer = { readonly slot: Slot; readonly count: number; readonly sum: string }

const SLOTS: readonly Slot[] = ['a', 'b']
const INLINE = '='
const POINTER = /^@([ab])(\d{1,6})\.([0-9a-f]{8})$/

/** Where the parts are; `null` when there are none, or the value is not one of ours. */
function readPointer(head: string | null): Pointer | null {
  const [, slot, count, sum = ''] = POINTER.exec(head ?? '') ?? []
  return slot === 'a' || slot === 'b' ? { slot, count: Number(count), sum } : null
}
