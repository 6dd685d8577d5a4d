/** Where a page may send the visitor afterwards: our own paths and exactly the allowed origins, nothing else. */

import type { Settings } from '../config/settings.ts'
import { isAllowedOrigin } from '../http/origin.ts'

/** What a `redirect_url` comes to. */
export type RedirectUrl = {
  /** Where to go; `null` for the page's own default. */
  readonly url: string | null
  /** It leads where nobody may be sent. */
  readonly refused: boolean
}

/** Reads `redirect_url`. */
export function readRedirectUrl(settings: Settings, text: string | null): RedirectUrl {
  if (text === null || text === '') return { url: null, refused: false }
  const url = URL.parse(text, settings.url)
  const isWeb =
    url !== null && ['https:', 'http:'].includes(url.protocol) && url.username === '' && url.password === ''
  // The parsed form is what is used: what a browser makes of tabs, backslashes and the like has been decided here.
  return isWeb && isAllowedOrigin(settings, url.origin)
    ? { url: url.href, refused: false }
    : { url: null, refused: true }
}
