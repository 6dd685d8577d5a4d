/** User codes (RFC 8628 section 6.1): short enough to be typed on another device, of letters that spell no words. */

import type { Brand } from '../brand.ts'
import type { Random } from '../world/random.ts'

const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8
const HALF = LENGTH / 2
const SHAPE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`)

/** The greatest multiple of the alphabet's length that a byte holds: bytes from there on would favour some letters. */
const FAIR = 256 - (256 % ALPHABET.length)

/** A user code as it is compared: eight letters. */
export type UserCode = Brand<string, 'UserCode'>

/** Makes one: 34 bits. */
export function newUserCode(random: Random): UserCode {
  let code = ''
  while (code.length < LENGTH) {
    for (const byte of random.bytes(LENGTH))
      if (byte < FAIR && code.length < LENGTH) code += ALPHABET.charAt(byte % ALPHABET.length)
  }
  return code as UserCode
}

/** Reads what somebody typed, in either case, with whatever stands between the letters; `null` for no user code. */
export function parseUserCode(text: string): UserCode | null {
  if (text.length > 4 * LENGTH) return null
  const letters = text.toUpperCase().replaceAll(/[\s\p{Pd}._]/gu, '')
  return SHAPE.test(letters) ? (letters as UserCode) : null
}

/** How it is shown: `WDJB-MJHT`. */
export function showUserCode(code: UserCode): string {
  return `${code.slice(0, HALF)}-${code.slice(HALF)}`
}
