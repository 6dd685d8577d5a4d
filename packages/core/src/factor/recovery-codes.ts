/** Recovery codes: for whoever has lost every other second factor. Each works once. */

import type { Random } from '../world/random.ts'

/** How many a set has. */
export const RECOVERY_CODES_PER_SET = 10

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 10
const GROUP = 5

/** Makes a set: 50 random bits each, in the letters and digits that nobody confuses, such as `k7f2m-9qx4t`. */
export function makeRecoveryCodes(random: Random): readonly string[] {
  return Array.from({ length: RECOVERY_CODES_PER_SET }, () => {
    const text = Array.from(random.bytes(LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join('')
    return `${text.slice(0, GROUP)}-${text.slice(GROUP)}`
  })
}

/** The code that somebody typed, as it is hashed: case, blanks, dashes and look-alikes say nothing. `null` for none. */
export function readRecoveryCode(text: string): string | null {
  const plain = text.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll(/[il]/g, '1').replaceAll('o', '0')
  return /^[0-9a-hjkmnp-tv-z]{10}$/.test(plain) ? plain : null
}
