/** The mark of Coatcheck: a cloakroom ticket, torn off along its perforation, with a hanger on it; or the logo of a look. */

import type { Look } from '../appearance/look.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'

/** The logo; decorative, since the name stands beside it. The mark is inline SVG in the colours of the stylesheet. */
export function logo(look: Pick<Look, 'logo'>): Html {
  if (look.logo !== null) return html`<img class="logo-image" src="${look.logo}" alt="" height="32" />`
  return html`<svg
    class="logo"
    viewBox="0 0 40 28"
    width="40"
    height="28"
    aria-hidden="true"
    focusable="false"
  >
    <path
      class="logo-ticket"
      d="M4 0h22a2.5 2.5 0 0 0 5 0h5a4 4 0 0 1 4 4v20a4 4 0 0 1-4 4h-5a2.5 2.5 0 0 0-5 0H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z"
    />
    <path class="logo-print" d="M28.5 6.5v15" stroke-dasharray="2 2.3" />
    <path
      class="logo-print"
      d="M11.4 9.2a2.3 2.3 0 1 1 3.5 2c-.9.5-1.2 1-1.2 2l7 5.2c.9.7.5 1.9-.6 1.9H7.3c-1.1 0-1.5-1.2-.6-1.9l7-5.2"
    />
  </svg>`
}

/** The icon for the browser's tab. */
export function favicon(look: Pick<Look, 'logo'>): string {
  return look.logo ?? TICKET
}

/** The ticket as a `data:` URL, which `img-src data:` allows. */
const TICKET = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -6 40 40"><path fill="#2f7a62" d="M4 0h22a2.5 2.5 0 0 0 5 0h5a4 4 0 0 1 4 4v20a4 4 0 0 1-4 4h-5a2.5 2.5 0 0 0-5 0H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z"/><path fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" d="M11.4 9.2a2.3 2.3 0 1 1 3.5 2c-.9.5-1.2 1-1.2 2l7 5.2c.9.7.5 1.9-.6 1.9H7.3c-1.1 0-1.5-1.2-.6-1.9l7-5.2"/></svg>',
)}`
