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
  if (nestsTooDeeply(text)) return null // before the parser, whose recursion would follow it
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return repeatsMember(text) ? null : Object.assign(Object.create(null), value)
}

function nestsTooDeeply(text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === QUOTE) i = endOfString(text, i)
    else if (char === OPEN_OBJECT || char === OPEN_ARRAY) depth++
    else if (char === CLOSE_OBJECT || char === CLOSE_ARRAY) depth--
    if (depth > MAX_JSON_DEPTH) return true
  }
  return false
}

/** Whether an object in valid JSON says a member twice. A string followed by a colon is a member's name. */
function repeatsMember(text: string): boolean {
  const objects: Set<string>[] = []
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === OPEN_OBJECT) objects.push(new Set())
    else if (char === CLOSE_OBJECT) objects.pop()
    if (char !== QUOTE) continue
    const end = endOfString(text, i)
    if (text.charCodeAt(skipSpace(text, end + 1)) === COLON) {
      const raw = text.slice(i, end + 1)
      const name = raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1)
      const names = objects.at(-1)
      if (names === undefined || names.has(name)) return true
      names.add(name)
    }
    i = end
  }
  return false
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === BACKSLASH) i++
    else if (char === QUOTE) return i
  }
  return text.length
}

function skipSpace(text: string, start: number): number {
  let i = start
  while (i < text.length && text.charCodeAt(i) <= 32) i++
  return i
}

const QUOTE = 34
const COLON = 58
const OPEN_ARRAY = 91
const BACKSLASH = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125
