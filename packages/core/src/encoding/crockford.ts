/** Crockford base32 in lower case: 16 bytes as 26 characters, the spelling of every id. */

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** How many characters 16 bytes take. */
export const CROCKFORD_LENGTH = 26

/** Encodes 16 bytes as 26 characters; the first one carries the top three bits. */
export function encodeCrockford(bytes: Uint8Array): string {
  let text = ''
  let accumulator = 0
  let bits = 2 // 130 bits of text for 128 bits of id: two leading zero bits
  for (const byte of bytes) {
    accumulator = (accumulator << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET.charAt((accumulator >> bits) & 31)
    }
    accumulator &= (1 << bits) - 1
  }
  return text
}

/** Decodes 26 characters to 16 bytes; `null` for any other length, a foreign character or an overflow. */
export function decodeCrockford(text: string): Uint8Array | null {
  if (text.length !== CROCKFORD_LENGTH) return null
  const bytes = new Uint8Array(16)
  let accumulator = 0
  let bits = -2
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const value = ALPHABET.indexOf(text.charAt(i))
    if (value < 0 || (i === 0 && value > 7)) return null
    accumulator = (accumulator << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (accumulator >> bits) & 255
      accumulator &= (1 << bits) - 1
    }
  }
  return bytes
}
