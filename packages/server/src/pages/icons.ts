/** Small line icons, drawn on a 24-unit grid. All are decorative: the words beside them carry the meaning. */

import type { Html } from './html.ts'
import { html } from './html.ts'

const SHAPES = {
  desktop: 'M4 5h16v10H4zM2 19h20',
  phone: 'M8 2.5h8a1 1 0 0 1 1 1v17a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-17a1 1 0 0 1 1-1zM11 18.5h2',
  tablet: 'M5.5 3h13a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2',
  app: 'M4 5h16v14H4zM8 10l2.5 2L8 14M13 14h3',
  unknown: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.1',
  mail: 'M3.5 5.5h17v13h-17zM4 6l8 7 8-7',
  alert: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5v5.5M12 16.5v.1',
  check: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.2l2.8 2.8L16 9.5',
  arrow: 'M5 12h14M13 6l6 6-6 6',
} as const

/** The names of the icons. */
export type IconName = keyof typeof SHAPES

/** The icon as inline SVG, in the colour of the text around it. */
export function icon(name: IconName): Html {
  return html`<svg
    class="icon"
    viewBox="0 0 24 24"
    width="20"
    height="20"
    aria-hidden="true"
    focusable="false"
  >
    <path d="${SHAPES[name]}" />
  </svg>`
}
