/** Base64url without padding (RFC 4648 section 5): canonical in both directions, on any runtime. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const INVALID = 255
const VALUE_OF = new Uint8Array(128).fill(INVALID)
for (let i = 0; i < ALPHABET.length; i++) VALUE_OF[ALPHABET.charCodeAt(i)] = i

/** Encodes bytes as unpadded base64url. */
export function encodeBase64url(bytes: Uint8Array): string {
  let text = ''
  let i = 0
  for (; i + 2 < bytes.length; i += 3) {
    const group = (at(bytes, i) << 16) | (at(bytes, i + 1) << 8) | at(bytes, i + 2)
    text += digit(group >> 18) + digit(group >> 12) + digit(group >> 6) + digit(group)
  }
  if (i + 1 === bytes.length) {
    const group = at(bytes, i) << 16
    text += digit(group >> 18) + digit(group >> 12)
  } else if (i + 2 === bytes.length) {
    const group = (at(bytes, i) << 16) | (at(bytes, i + 1) << 8)
    text += digit(group >> 18) + digit(group >> 12) + digit(group >> 6)
  }
  return text
}

/**
 * Decodes unpadded base64url. Anything but the one canonical spelling of the bytes (padding, white space, the
 * `+/` alphabet, set bits behind the last byte) is refused, so that equal bytes mean equal text.
 *
 * @returns The bytes, or `null` when the text is not canonical.
 */
export function decodeBase64url(text: string): Uint8Array | null {
  const tail = text.length & 3
  if (tail === 1) return null
  const bytes = new Uint8Array((text.length * 3) >> 2)
  const fullLength = text.length - tail
  let length = 0
  // Four digits at a time: every token passes here, and three bytes at once cost little more than one.
  for (let i = 0; i < fullLength; i += 4) {
    const [a, b, c, d] = [valueAt(text, i), valueAt(text, i + 1), valueAt(text, i + 2), valueAt(text, i + 3)]
    if ((a | b | c | d) === INVALID) return null
    const group = (a << 18) | (b << 12) | (c << 6) | d
    bytes[length++] = group >> 16
    bytes[length++] = group >> 8
    bytes[length++] = group
  }
  if (tail === 0) return bytes
  const [a, b] = [valueAt(text, fullLength), valueAt(text, fullLength + 1)]
  const c = tail === 3 ? valueAt(text, fullLength + 2) : 0
  const group = (a << 18) | (b << 12) | (c << 6)
  const unused = tail === 3 ? group & 0xff : group & 0xffff
  if ((a | b | c) === INVALID || unused !== 0) return null
  bytes[length++] = group >> 16
  if (tail === 3) bytes[length] = group >> 8
  return bytes
}

function valueAt(text: string, index: number): number {
  return VALUE_OF[text.charCodeAt(index)] ?? INVALID
}

function digit(value: number): string {
  return ALPHABET.charAt(value & 63)
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}
