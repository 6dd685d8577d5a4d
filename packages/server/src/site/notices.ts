/** What a page says after something was done. */

import { NOTICE_CODES } from '../messages/codes.ts'
import type { PageNotice } from '../pages/page.ts'

/** The notice of a code in an address; nothing for any other text. */
export function noticeOf(text: string | null): PageNotice | undefined {
  const code = NOTICE_CODES.find((known) => known === text)
  return code === undefined ? undefined : { code }
}
