/**
 * Which passwords may be chosen: 8 to 256 characters and none of the 10,000 commonest. No rules of composition
 * (NIST SP 800-63B-4 section 3.1.1.2): they make passwords predictable, not strong.
 */

import type { PasswordWeakness } from '@coatcheck/core/protocol'
import { problem } from '../http/problem.ts'
import { isCommonPassword } from './common-passwords.ts'
import {
  countCharacters,
  MAX_PASSWORD_CHARACTERS,
  MIN_PASSWORD_CHARACTERS,
  normalizePassword,
} from './password-text.ts'

const DETAILS: { readonly [W in PasswordWeakness]: string } = {
  not_text: 'The password holds something that is not text.',
  too_long: `A password has at most ${MAX_PASSWORD_CHARACTERS} characters.`,
  too_short: `A password has at least ${MIN_PASSWORD_CHARACTERS} characters.`,
  too_common: 'This password is one of the most common ones and would be guessed. Choose another.',
}

/** Why a password may not be chosen; `null` when it may. Hashes nothing. */
export function passwordWeakness(password: string): PasswordWeakness | null {
  if (!password.isWellFormed()) return 'not_text'
  const normalized = normalizePassword(password)
  if (normalized === null) return 'too_long'
  if (countCharacters(normalized) < MIN_PASSWORD_CHARACTERS) return 'too_short'
  return isCommonPassword(normalized) ? 'too_common' : null
}

/** The answer to a password that may not be chosen; `null` when it may. @param field Where it came, as `body.password`. */
export function refusePassword(password: string, field: string): Response | null {
  const reason = passwordWeakness(password)
  return reason === null ? null : problem('password_rejected', { field, reason, detail: DETAILS[reason] })
}
