/** Base32 (RFC 4648 section 6) without padding, as authenticator apps read seeds. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Encodes bytes; the last character's unused bits are zero. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let accumulator = 0
  let bits = 0
  for (const byte of bytes) {
    accumulator = (accumulator << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET.charAt((accumulator >> bits) & 31)
    }
    accumulator &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + ALPHABET.charAt((accumulator << (5 - bits)) & 31)
}
