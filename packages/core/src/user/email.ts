/** E-mail addresses: one spelling per mailbox, as far as it can be known. */

import type { Brand } from '../brand.ts'

/** An address in the one spelling that the store compares. */
export type EmailAddress = Brand<string, 'EmailAddress'>

const MAX_LENGTH = 254 // RFC 5321 section 4.5.3.1.3 less the angle brackets
const SHAPE =
  /^[^\s@"(),:;<>[\\\]\p{Cc}\p{Cf}]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/u

/**
 * Reads an address: trimmed, lower-cased, NFC. The local part is lower-cased too, against the letter of RFC 5321
 * and with the practice of every mail provider, so that one mailbox is one account.
 *
 * @returns The address, or `null` when it cannot be one.
 */
export function normalizeEmail(text: string): EmailAddress | null {
  const spelled = text.trim().normalize('NFC').toLowerCase()
  return spelled.length <= MAX_LENGTH && SHAPE.test(spelled) ? (spelled as EmailAddress) : null
}

/** The domain of an address. */
export function emailDomain(email: EmailAddress): string {
  return email.slice(email.lastIndexOf('@') + 1)
}
