/** What is said of an application that nobody here has looked at. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'

/** The warning. */
export function unverifiedWarning(): Html {
  return html`<div class="message message-warn" role="note">
    ${icon('alert')}
    <p>
      Nobody here has looked at this application. Its name is what it says of itself: go on only if you know
      it and came from it.
    </p>
  </div>`
}
