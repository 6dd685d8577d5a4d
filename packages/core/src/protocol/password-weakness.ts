/** Why a password may not be chosen. */

/** The reason of a `password_rejected`. */
export type PasswordWeakness = 'too_short' | 'too_long' | 'too_common' | 'not_text'

/** What each reason means. */
export const PASSWORD_WEAKNESSES: { readonly [W in PasswordWeakness]: string } = {
  too_short: 'It has fewer than 8 characters.',
  too_long: 'It has more than 256 characters.',
  too_common: 'It is one of the 10,000 commonest, and would be guessed.',
  not_text: 'It holds something that is not text.',
}
