/**
 * The commonest passwords, from the ranked list of `@zxcvbn-ts/language-common` (MIT; the list goes back to zxcvbn).
 *
 * Shorter ones than a password may be are left out: the 10,000 kept here are the commonest that would otherwise pass.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { MIN_PASSWORD_CHARACTERS } from './password-text.ts'

/** How many common passwords are refused. */
export const COMMON_PASSWORD_COUNT = 10_000

const LIST = '@zxcvbn-ts/language-common/src/passwords.json'

let common: ReadonlySet<string> | null = null

/** Whether a password is one of the 10,000 commonest, in whatever case. */
export function isCommonPassword(password: string): boolean {
  common ??= readCommonPasswords()
  return common.has(password.toLowerCase())
}

/** Reads the file itself, so that the 49,000 entries of the list do not stay in the module cache. */
function readCommonPasswords(): ReadonlySet<string> {
  const ranked: unknown = JSON.parse(readFileSync(createRequire(import.meta.url).resolve(LIST), 'utf8'))
  if (!Array.isArray(ranked)) throw new TypeError(`${LIST} does not hold a list`)
  const set = new Set<string>()
  for (const entry of ranked) {
    if (typeof entry === 'string' && entry.length >= MIN_PASSWORD_CHARACTERS) set.add(entry.toLowerCase())
    if (set.size === COMMON_PASSWORD_COUNT) return set
  }
  throw new RangeError(`${LIST} holds only ${set.size} passwords that are long enough`)
}
