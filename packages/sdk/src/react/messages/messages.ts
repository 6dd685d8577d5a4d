/** Everything that components say, as one shape: a language that lacks a sentence of it does not compile. */

import type { PasswordWeakness, SessionEndedReason } from '@coatcheck/core/protocol'
import type { CallFailure } from '../../browser/outcome.ts'
import type { sentences } from './en.ts'

/** What a locale may say in the place of each text of another. `{name}` stands for what is filled in. */
type Sentences<Shape> = {
  readonly [Key in keyof Shape]: Shape[Key] extends string ? string : Sentences<Shape[Key]>
}

/** The sentences of one language. Plain data, so that server components may hand it to the provider. */
export type Messages = Sentences<typeof sentences> & {
  /** The language of these sentences, by which numbers and times are written too (BCP 47). */
  readonly locale: string
  readonly dir: 'ltr' | 'rtl'
  readonly errors: ErrorMessages
  readonly weaknesses: WeaknessMessages
  readonly ended: EndedMessages
}

/** What each error means to the person in front of it. */
export type ErrorMessages = { readonly [Code in CallFailure['code']]: string }

/** Why a password may not be chosen. */
export type WeaknessMessages = { readonly [Weakness in PasswordWeakness]: string }

/** Why somebody was signed out. */
export type EndedMessages = { readonly [Reason in SessionEndedReason]: string }
