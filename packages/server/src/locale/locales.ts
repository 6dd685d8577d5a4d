/** The languages of one server, and which of them somebody gets. */

import { acceptedLanguages, lookupLanguage } from '@coatcheck/core'
import { BUILT_IN_MESSAGES } from '../messages/built-in.ts'
import type { Messages } from '../messages/messages.ts'
import { createLocale, type Locale } from './locale.ts'

/** Texts by language tag, such as an operator brings along. */
export type MessagesByTag = { readonly [tag: string]: Messages }

/** The languages of a server. */
export type Locales = {
  readonly all: readonly Locale[]
  /** For whoever says nothing of languages that there are. */
  readonly standard: Locale
  /**
   * The first that one of the wishes finds, in their order: each is a header `Accept-Language` (a language tag is one,
   * too), `null` for none.
   */
  readonly choose: (...wishes: readonly (string | null | undefined)[]) => Locale
}

/** The languages that come with the server and those that are brought along, which stand above them. */
export function createLocales(own: MessagesByTag, standardTag: string): Locales {
  const byTag = new Map<string, Locale>()
  for (const [tag, messages] of Object.entries({ ...BUILT_IN_MESSAGES, ...own })) {
    const locale = createLocale(tag, messages)
    byTag.set(locale.tag.toLowerCase(), locale)
  }
  const find = (wanted: readonly string[]): Locale | null =>
    byTag.get(lookupLanguage(wanted, (tag) => byTag.has(tag)) ?? '') ?? null
  const standard = find([standardTag])
  if (standard === null) throw new Error(`there is no locale ${standardTag}`)
  return {
    all: [...byTag.values()],
    standard,
    choose: (...wishes) => {
      for (const wish of wishes) {
        const found = wish === null || wish === undefined ? null : find(acceptedLanguages(wish))
        if (found !== null) return found
      }
      return standard
    },
  }
}
