/** A language that pages and mails can be in: its texts, its direction, and how it writes times and numbers. */

import { writingDirection } from '@coatcheck/core'
import type { Messages } from '../messages/messages.ts'
import { createFormats, type Formats } from './formats.ts'

/** A language. */
export type Locale = {
  /** Its BCP 47 tag, in the usual case. */
  readonly tag: string
  readonly direction: 'ltr' | 'rtl'
  readonly messages: Messages
  readonly formats: Formats
}

/** Something said in whichever language it is asked for in. */
export type Said = (messages: Messages) => string

/** The locale of a tag. @throws A `RangeError` for what is no language tag. */
export function createLocale(tag: string, messages: Messages): Locale {
  const known = new Intl.Locale(tag).toString()
  let formats: Formats | null = null
  return {
    tag: known,
    direction: writingDirection(known),
    messages,
    // Made when it is first asked for: a server has five languages, and seldom speaks them all.
    get formats() {
      return (formats ??= createFormats(known, messages))
    },
  }
}

/** What a language calls itself, such as `Deutsch`; the tag itself for what is none that anybody knows. */
export function nativeName(tag: string): string {
  try {
    const names = new Intl.DisplayNames([tag], { type: 'language', languageDisplay: 'standard' })
    const [first = '', ...rest] = names.of(tag) ?? tag
    return first.toLocaleUpperCase(tag) + rest.join('')
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return tag
  }
}
