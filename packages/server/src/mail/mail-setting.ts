/** How a mail looks, and which language it is in: that of whoever gets it, as far as it is known. */

import type { ActContext, User } from '@coatcheck/core'
import type { Look } from '../appearance/look.ts'
import type { Locale } from '../locale/locale.ts'
import type { Server } from '../server.ts'

/** What a mail is written with. */
export type MailSetting = {
  readonly look: Look
  readonly locale: Locale
  /** The origin of the server. */
  readonly url: string
}

/**
 * The setting of a mail: the language that its recipient chose, else one that the request asks for which causes it, else
 * the server's.
 *
 * @param recipient `null` for an address without an account.
 */
export function mailSetting(
  { look, locales, settings }: Pick<Server, 'look' | 'locales' | 'settings'>,
  recipient: Pick<User, 'locale'> | null,
  { languages }: Pick<ActContext, 'languages'>,
): MailSetting {
  return { look, locale: locales.choose(recipient?.locale, languages), url: settings.url }
}
