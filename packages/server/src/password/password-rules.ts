/**
 * Which passwords may be chosen: 8 to 256 characters and none of the 10,000 commonest. No rules of composition
 * (NIST SP 800-63B-4 section 3.1.1.2): they make passwords predictable, not strong.
 */

import { isCommonPassword } from './common-passwords.ts'
import {
  countCharacters,
  MAX_PASSWORD_CHARACTERS,
  MIN_PASSWORD_CHARACTERS,
  normalizePassword,
} from './password-text.ts'

/** Why a password may not be chosen, as a sentence for its owner; `null` when it may. Hashes nothing. */
export function refusePassword(password: string): string | null {
  if (!password.isWellFormed()) return 'The password holds something that is not text.'
  const normalized = normalizePassword(password)
  if (normalized === null) return `A password has at most ${MAX_PASSWORD_CHARACTERS} characters.`
  if (countCharacters(normalized) < MIN_PASSWORD_CHARACTERS) {
    return `A password has at least ${MIN_PASSWORD_CHARACTERS} characters.`
  }
  if (isCommonPassword(normalized)) {
    return 'This password is one of the most common ones and would be guessed. Choose another.'
  }
  return null
}
