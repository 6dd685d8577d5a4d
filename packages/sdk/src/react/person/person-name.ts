/** What people are called. */

import { perLocale } from '../messages/per-locale.ts'

/** A person, as far as it is shown. */
export type Person = {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  readonly username?: string | null
  readonly imageUrl?: string | null
}

/** The name to call a person by: their name, else how they sign in; `null` for who has neither. */
export function personName({ firstName, lastName, username = null, email }: Person): string | null {
  return [firstName, lastName].filter(Boolean).join(' ') || (email ?? username)
}

const segmenter = perLocale((locale) => new Intl.Segmenter(locale, { granularity: 'grapheme' }))

/** One or two letters for the round badge; whole graphemes, so that no script is cut in half. */
export function initials(name: string, locale: string): string {
  const words = name.split(/\s+/u).filter(Boolean)
  const picked = words.length > 1 ? [words.at(0), words.at(-1)] : words
  const first = (word = ''): string => {
    for (const { segment } of segmenter(locale).segment(word)) return segment
    return ''
  }
  return picked.map((word) => first(word).toLocaleUpperCase(locale)).join('')
}
