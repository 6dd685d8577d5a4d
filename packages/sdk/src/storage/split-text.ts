/** Texts cut into parts of so many bytes, and a checksum that tells whether the right parts came together again. */

/** The bytes of a text in UTF-8. Not by `TextEncoder`, which React Native has not had for long. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) bytes += characterBytes(character)
  return bytes
}

/** The parts of a text, none longer than so many bytes of UTF-8, four at least. No character is cut in two. */
export function splitText(text: string, partBytes: number): readonly string[] {
  const parts: string[] = []
  let [start, index, bytes] = [0, 0, 0]
  for (const character of text) {
    const more = characterBytes(character)
    if (bytes + more > partBytes) {
      parts.push(text.slice(start, index))
      ;[start, bytes] = [index, 0]
    }
    index += character.length
    bytes += more
  }
  parts.push(text.slice(start))
  return parts
}

/** A checksum of 32 bits (FNV-1a), in hexadecimal. It holds against accidents, not against people. */
export function checksum(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193)
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

function characterBytes(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}
