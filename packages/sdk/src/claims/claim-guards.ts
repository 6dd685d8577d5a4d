/** The forms that claims of every kind of token have. */

import { type Guard, listOf } from './custom-claims.ts'

/** A text that says something. */
export const isName: Guard<string> = (value): value is string => typeof value === 'string' && value !== ''

/** RFC 7519 section 4.1.3: a text, or an array of them. */
export const isAudience: Guard<string | readonly string[]> = (value): value is string | readonly string[] =>
  typeof value === 'string' || listOf(isName)(value)
