/** How components look and speak. */

import { type Context, createContext, useContext } from 'react'
import type { Appearance } from '@coatcheck/core/protocol'
import { en } from '../messages/en.ts'
import type { Messages } from '../messages/messages.ts'

/** What the provider says of it. */
export type Look = {
  readonly appearance: Appearance
  readonly messages: Messages
  /** By which numbers and times are written. */
  readonly locale: string
  readonly dir: 'ltr' | 'rtl'
  /** `system`: as the person's system has it. */
  readonly colorScheme: 'light' | 'dark' | 'system'
}

/** The look of a provider that says nothing. */
export const DEFAULT_LOOK: Look = {
  appearance: {},
  messages: en,
  locale: en.locale,
  dir: en.dir,
  colorScheme: 'system',
}

/** What a provider hands down. */
export const LookContext: Context<Look> = createContext(DEFAULT_LOOK)

/** The look that the provider says. */
export function useLook(): Look {
  return useContext(LookContext)
}

/** The sentences of the provider's language. */
export function useMessages(): Messages {
  return useContext(LookContext).messages
}
