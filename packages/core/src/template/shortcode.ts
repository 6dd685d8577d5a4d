/** The grammar of shortcodes: `{{a.path || another.path || 'literal'}}`, read out of the text around them. */

import { matchAt, NUMBER, WORDS } from './positioned-json.ts'
import type { Finding } from './finding.ts'

/** An operand as it is written. */
export type WrittenOperand =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'path'; readonly segments: WrittenPath }

/** The names of a path, one at least. */
export type WrittenPath = readonly [WrittenSegment, ...WrittenSegment[]]

/** A name in a path, and its index in the text. */
export type WrittenSegment = { readonly name: string; readonly index: number }

/** A text taken apart: plain parts and, as lists of operands, shortcodes. */
export type WrittenText = {
  readonly parts: readonly (string | readonly WrittenOperand[])[]
  /** What is malformed, by index in the text. */
  readonly findings: readonly Finding[]
}

type Reader = { readonly text: string; index: number; readonly findings: Finding[] }

const OPEN = '{{'
const CLOSE = '}}'
const NAME = /[\p{L}\p{N}_$:-]+/uy
const SPACE = /\s*/y
const STARTS_NUMBER = /[-\d]/y
const IN_STRING = /(?:[^'\\{]|\\['\\])*/y

const NO_OPERAND =
  'Expected a path such as user.id, or a literal: a string in single quotes, a number, true, false or null.'
const NO_SEGMENT = 'Expected a name after the dot: letters, digits, "_", "-", "$" and ":".'

/** Whether a text has what opens a shortcode. */
export function hasShortcode(text: string): boolean {
  return text.includes(OPEN)
}

/**
 * Takes a text apart. No part of it holds `{{`, and none can when put beside its neighbours: a plain part before a
 * shortcode never ends in a brace, and string literals have no opening one.
 */
export function readShortcodes(text: string): WrittenText {
  const parts: (string | readonly WrittenOperand[])[] = []
  const reader = { text, index: 0, findings: [] }
  while (reader.index < text.length) {
    const open = text.indexOf(OPEN, reader.index)
    const plainEnd = open === -1 ? text.length : open
    if (plainEnd > reader.index) parts.push(text.slice(reader.index, plainEnd))
    if (open === -1) break
    reader.index = open + OPEN.length
    const operands = readShortcode(reader, open)
    if (operands !== null) parts.push(operands)
    else skipShortcode(reader)
  }
  return { parts, findings: reader.findings }
}

function readShortcode(reader: Reader, open: number): readonly WrittenOperand[] | null {
  if (!reader.text.includes(CLOSE, reader.index))
    return malformed(reader, open, 'The shortcode is never closed by "}}".')
  const operands: WrittenOperand[] = []
  for (;;) {
    skipSpace(reader)
    const operand = readOperand(reader)
    if (operand === null) return null
    operands.push(operand)
    skipSpace(reader)
    if (take(reader, CLOSE)) return operands
    if (!take(reader, '||')) {
      return malformed(
        reader,
        reader.index,
        'Expected "||" or "}}". Shortcodes have paths, literals and "||" only.',
      )
    }
  }
}

/** Goes on behind the next `}}`, so that what comes after a malformed shortcode is read too. */
function skipShortcode(reader: Reader): void {
  const close = reader.text.indexOf(CLOSE, reader.index)
  reader.index = close === -1 ? reader.text.length : close + CLOSE.length
}

function readOperand(reader: Reader): WrittenOperand | null {
  const { text, index } = reader
  if (text[index] === "'") return readStringLiteral(reader)
  if (matchAt(STARTS_NUMBER, text, index) !== '') return readNumberLiteral(reader)
  const path = readPath(reader)
  if (path === null) return null
  const word = path.length === 1 ? WORDS.get(path[0].name) : undefined
  return word === undefined ? { kind: 'path', segments: path } : { kind: 'literal', value: word }
}

function readPath(reader: Reader): WrittenPath | null {
  const first = readSegment(reader, NO_OPERAND)
  if (first === null) return null
  const path: [WrittenSegment, ...WrittenSegment[]] = [first]
  while (take(reader, '.')) {
    const segment = readSegment(reader, NO_SEGMENT)
    if (segment === null) return null
    path.push(segment)
  }
  return path
}

function readSegment(reader: Reader, otherwise: string): WrittenSegment | null {
  const { text, index } = reader
  const name = matchAt(NAME, text, index)
  if (name === '') return malformed(reader, index, otherwise)
  reader.index += name.length
  return { name, index }
}

function readStringLiteral(reader: Reader): WrittenOperand | null {
  const { text, index: start } = reader
  const written = matchAt(IN_STRING, text, start + 1)
  const end = start + 1 + written.length
  if (text[end] === '\\')
    return malformed(reader, end, String.raw`A string literal has the escapes \' and \\ only.`)
  if (text[end] === '{') return malformed(reader, end, 'A string literal has no "{".')
  if (text[end] !== "'") return malformed(reader, start, 'The string literal has no closing single quote.')
  reader.index = end + 1
  return { kind: 'literal', value: written.replace(/\\(.)/g, '$1') }
}

function readNumberLiteral(reader: Reader): WrittenOperand | null {
  const { text, index } = reader
  const written = matchAt(NUMBER, text, index)
  const value = Number(written)
  if (written === '' || !Number.isFinite(value))
    return malformed(reader, index, 'This is no number that JSON has.')
  reader.index += written.length
  return { kind: 'literal', value }
}

function malformed(reader: Reader, index: number, message: string): null {
  reader.findings.push({ index, code: 'shortcode_malformed', message })
  return null
}

function take(reader: Reader, token: string): boolean {
  if (!reader.text.startsWith(token, reader.index)) return false
  reader.index += token.length
  return true
}

function skipSpace(reader: Reader): void {
  reader.index += matchAt(SPACE, reader.text, reader.index).length
}
