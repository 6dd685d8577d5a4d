/** Moments as people read them: how long ago, with the exact time in UTC beside it. */

import type { Locale } from '../locale/locale.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'

/** Both forms in one `<time>`, whose `datetime` is for machines. */
export function timeElement({ formats }: Locale, atMs: number, nowMs: number): Html {
  return html`<time datetime="${new Date(atMs).toISOString()}">
    ${formats.relativeTime(atMs, nowMs)} <span class="exact">${formats.absoluteTime(atMs)}</span>
  </time>`
}
