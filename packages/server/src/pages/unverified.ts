/** What is said of an application that nobody here has looked at. */

import type { Locale } from '../locale/locale.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'

/** The warning. */
export function unverifiedWarning({ messages }: Locale): Html {
  return html`<div class="message message-warn" role="note">
    ${icon('alert')}
    <p>${messages.common.unverifiedApplication}</p>
  </div>`
}
