/** The frame of a section of the account page. */

import type { Html } from '../html.ts'
import { html } from '../html.ts'

/** A section with its heading; `id` also names the link target `#<id>-section`. */
export function section(id: string, title: string, lead: unknown, body: unknown): Html {
  return html`<section class="card" id="${id}-section" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${lead !== undefined && html`<p class="card-lead">${lead}</p>`} ${body}
  </section>`
}
