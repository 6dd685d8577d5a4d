/** One spelling per password, and its length as people count. */

/** The fewest characters of a password (NIST SP 800-63B-4 section 3.1.1.2, as one of two factors). */
export const MIN_PASSWORD_CHARACTERS = 8

/** The most characters of a password: room for any phrase, and a bound on the work that one costs. */
export const MAX_PASSWORD_CHARACTERS = 256

/** Above this many UTF-16 units no password can have 256 characters, and it is not even normalized. */
const MAX_UNITS = 16 * MAX_PASSWORD_CHARACTERS

/**
 * A password in the form that is counted, compared and hashed: NFC (RFC 8265 section 4.2.2), because keyboards of
 * different systems compose the same character differently. Not NFKC, which makes different characters equal and a
 * password weaker than it looks.
 *
 * @returns The text, or `null` when it has more than 256 characters or is not well-formed Unicode.
 */
export function normalizePassword(password: string): string | null {
  if (password.length > MAX_UNITS || !password.isWellFormed()) return null
  const normalized = password.normalize('NFC')
  return countCharacters(normalized) <= MAX_PASSWORD_CHARACTERS ? normalized : null
}

/** How many characters a text has: each Unicode code point is one (NIST SP 800-63B-4 section 3.1.1.2). */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
