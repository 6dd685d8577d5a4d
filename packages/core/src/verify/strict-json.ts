/** JSON of one meaning only: no member twice, no depth without end (RFC 8725 section 2.4 asks for the first). */

/** How deep arrays and objects may be nested. */
export const MAX_JSON_DEPTH = 16

/** An object whose members are not known yet. */
export type JsonMembers = { readonly [member: string]: unknown }

/**
 * Parses a JSON object strictly.
 *
 * @returns The object; `null` when the text is not JSON, not an object, says a member twice, or is nested too deeply.
 */
export function parseStrictJson(text: string): JsonMembers | null {
  const written = countWrittenMembers(text) // before the parser, whose recursion would follow any depth
  if (written === null) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  // The parser keeps the last of two members with one name, however the names are escaped: then one is missing.
  if (countMembers(value) !== written) return null
  // What is not written is not there, whatever somebody put on the prototype of all objects. (The object is ours;
  // copying it to one without a prototype costs three times as much.)
  return Object.setPrototypeOf(value, null)
}

/** How many members the text writes: in JSON, the colons outside of strings. `null` when it is nested too deeply. */
function countWrittenMembers(text: string): number | null {
  let depth = 0
  let colons = 0
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i)
        break
      case COLON:
        colons++
        break
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        if (++depth > MAX_JSON_DEPTH) return null
        break
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        depth--
        break
    }
  }
  return colons
}

/** How many members a value has, at any depth. */
function countMembers(value: object): number {
  let count = 0
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) count += countMembers(inner)
  }
  return Array.isArray(value) ? count : count + Object.keys(value).length
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === BACKSLASH) i++
    else if (char === QUOTE) return i
  }
  return text.length
}

const QUOTE = 34
const COLON = 58
const OPEN_ARRAY = 91
const BACKSLASH = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125
