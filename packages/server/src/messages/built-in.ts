/** The languages that every server has. */

import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import type { Messages } from './messages.ts'

/** Their texts, by language tag. */
export const BUILT_IN_MESSAGES: { readonly [T in 'en' | 'de' | 'es' | 'fr' | 'ja']: Messages } = {
  en,
  de,
  es,
  fr,
  ja,
}
