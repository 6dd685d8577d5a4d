/** JSON whose values know where they stand in the text, for messages that point at the character that is meant. */

import type { Finding } from './finding.ts'

/** How deep arrays and objects may be nested. */
export const MAX_TEMPLATE_DEPTH = 16

/** A value, and the index of its first character. */
export type PositionedValue =
  | { readonly kind: 'scalar'; readonly index: number; readonly value: number | boolean | null }
  | { readonly kind: 'string'; readonly index: number; readonly value: string }
  | { readonly kind: 'array'; readonly index: number; readonly items: readonly PositionedValue[] }
  | { readonly kind: 'object'; readonly index: number; readonly members: readonly PositionedMember[] }

/** A member of an object; `index` is that of its name. */
export type PositionedMember = {
  readonly index: number
  readonly name: string
  readonly value: PositionedValue
}

type Reader = { readonly text: string; index: number; readonly findings: Finding[] }

/** A number as JSON and shortcodes write it. */
export const NUMBER: RegExp = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** The values that are words. */
export const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

const WORD = /[A-Za-z]+/y
const SPACE = /[ \t\n\r]*/y
const HEX = /[0-9a-fA-F]{4}/y

/**
 * Parses JSON (RFC 8259) as strictly as the platform does. Repeated members and numbers that become infinite are found
 * too, and the parser goes on behind them; it stops at anything else.
 *
 * @returns The value, `null` where the parser stopped, and what it found.
 */
export function parsePositioned(text: string): {
  readonly value: PositionedValue | null
  readonly findings: readonly Finding[]
} {
  const reader = { text, index: 0, findings: [] }
  const value = readValue(reader, 1)
  skipSpace(reader)
  if (value === null || reader.index === text.length) return { value, findings: reader.findings }
  return { value: stop(reader, 'the end of the text'), findings: reader.findings }
}

/** Where in `text` each unit of the string that opens at `start` is spelled, and at last its closing quote. */
export function unitIndexes(text: string, start: number): readonly number[] {
  const indexes = [start + 1]
  for (let index = start + 1; text[index] !== '"'; indexes.push(index)) index += unitWidth(text, index)
  return indexes
}

/** What a sticky pattern matches at an index; an empty text when nothing. */
export function matchAt(pattern: RegExp, text: string, index: number): string {
  pattern.lastIndex = index
  return pattern.exec(text)?.[0] ?? ''
}

function readValue(reader: Reader, depth: number): PositionedValue | null {
  skipSpace(reader)
  const { text, index } = reader
  switch (text.charAt(index)) {
    case '{':
      return depth > MAX_TEMPLATE_DEPTH ? stopTooDeep(reader) : readObject(reader, depth)
    case '[':
      return depth > MAX_TEMPLATE_DEPTH ? stopTooDeep(reader) : readArray(reader, depth)
    case '"': {
      const value = readString(reader)
      return value === null ? null : { kind: 'string', index, value }
    }
    default:
      return readScalar(reader)
  }
}

function readObject(reader: Reader, depth: number): PositionedValue | null {
  const start = reader.index++
  const members: PositionedMember[] = []
  const names = new Set<string>()
  if (take(reader, '}')) return { kind: 'object', index: start, members }
  do {
    skipSpace(reader)
    const { index } = reader
    if (reader.text[index] !== '"') return stop(reader, 'a name in double quotes')
    const name = readString(reader)
    if (name === null) return null
    if (names.has(name)) {
      const message = `The object has ${JSON.stringify(name)} already. A name stands once in an object.`
      reader.findings.push({ index, code: 'member_repeated', message })
    }
    names.add(name)
    if (!take(reader, ':')) return stop(reader, '":"')
    const value = readValue(reader, depth + 1)
    if (value === null) return null
    members.push({ index, name, value })
  } while (take(reader, ','))
  return take(reader, '}') ? { kind: 'object', index: start, members } : stop(reader, '"," or "}"')
}

function readArray(reader: Reader, depth: number): PositionedValue | null {
  const index = reader.index++
  const items: PositionedValue[] = []
  if (take(reader, ']')) return { kind: 'array', index, items }
  do {
    const item = readValue(reader, depth + 1)
    if (item === null) return null
    items.push(item)
  } while (take(reader, ','))
  return take(reader, ']') ? { kind: 'array', index, items } : stop(reader, '"," or "]"')
}

function readScalar(reader: Reader): PositionedValue | null {
  const { text, index } = reader
  const word = matchAt(WORD, text, index)
  const known = WORDS.get(word)
  if (known !== undefined) {
    reader.index += word.length
    return { kind: 'scalar', index, value: known }
  }
  const number = matchAt(NUMBER, text, index)
  if (number === '') return stop(reader, 'a value')
  reader.index += number.length
  const value = Number(number)
  if (!Number.isFinite(value)) {
    reader.findings.push({ index, code: 'json_invalid', message: 'The number is too large.' })
  }
  return { kind: 'scalar', index, value }
}

function readString(reader: Reader): string | null {
  const { text, index: start } = reader
  let index = start + 1
  while (index < text.length && text[index] !== '"') {
    const width = unitWidth(text, index)
    if (width === 0) return stopInString(reader, index)
    index += width
  }
  if (index >= text.length) {
    return stopAt(reader, start, 'json_invalid', 'The string has no closing double quote.')
  }
  reader.index = index + 1
  return JSON.parse(text.slice(start, index + 1)) as string
}

/** How many characters spell the next unit of a string; 0 for what cannot stand in one. */
function unitWidth(text: string, index: number): 0 | 1 | 2 | 6 {
  const char = text.charAt(index)
  if (char !== '\\') return char < ' ' ? 0 : 1
  const escaped = text.charAt(index + 1)
  if (escaped === 'u') return matchAt(HEX, text, index + 2) === '' ? 0 : 6
  return escaped !== '' && '"\\/bfnrt'.includes(escaped) ? 2 : 0
}

function stopInString(reader: Reader, index: number): null {
  const message =
    reader.text[index] === '\\'
      ? String.raw`No escape begins so. JSON has \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits.`
      : String.raw`A string holds no line break and no other control character: write \n, \t or \u and four hexadecimal digits.`
  return stopAt(reader, index, 'json_invalid', message)
}

function stopTooDeep(reader: Reader): null {
  const message = `Objects and arrays are nested ${MAX_TEMPLATE_DEPTH} deep at most.`
  return stopAt(reader, reader.index, 'json_too_deep', message)
}

function stop(reader: Reader, expected: string): null {
  const next = reader.text.codePointAt(reader.index)
  const found = next === undefined ? 'the text ends' : `found ${JSON.stringify(String.fromCodePoint(next))}`
  return stopAt(reader, reader.index, 'json_invalid', `Expected ${expected}, ${found}.`)
}

function stopAt(reader: Reader, index: number, code: Finding['code'], message: string): null {
  reader.findings.push({ index, code, message })
  return null
}

/** Takes a character, after any space, if it is the next. */
function take(reader: Reader, char: string): boolean {
  skipSpace(reader)
  if (reader.text[reader.index] !== char) return false
  reader.index++
  return true
}

function skipSpace(reader: Reader): void {
  reader.index += matchAt(SPACE, reader.text, reader.index).length
}
