/** Base64url without padding (RFC 4648 section 5): canonical in both directions, on any runtime. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const VALUE_OF = new Uint8Array(128).fill(255)
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
  let accumulator = 0
  let bits = 0
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const value = code < 128 ? at(VALUE_OF, code) : 255
    if (value === 255) return null
    accumulator = ((accumulator << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (accumulator >> bits) & 255
    }
  }
  const unused = (1 << bits) - 1
  return (accumulator & unused) === 0 ? bytes : null
}

function digit(value: number): string {
  return ALPHABET.charAt(value & 63)
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}
