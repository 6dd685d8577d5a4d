/** Small line icons on a 24-unit grid. All are decorative: the words beside them carry the meaning. */

import type { ReactNode } from 'react'

const SHAPES = {
  desktop: 'M4 5h16v10H4zM2 19h20',
  phone: 'M8 2.5h8a1 1 0 0 1 1 1v17a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-17a1 1 0 0 1 1-1zM11 18.5h2',
  api: 'M4 6h16v5H4zM4 14h16v5H4zM7.5 8.5h.1M7.5 16.5h.1',
  token:
    'M5 6h10.5a1.5 1.5 0 0 0 3 0H19a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-.5a1.5 1.5 0 0 0-3 0H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM17 9.5v5',
  alert: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5v5.5M12 16.5v.1',
  cut: 'M4 12h6M14 12h6M10.5 8.5l3 7',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  lost: 'M20 12H9M13 8l-4 4 4 4M4 8l3 3M7 8l-3 3',
  hourglass: 'M7 3h10M7 21h10M8 3v4l4 5-4 5v4M16 3v4l-4 5 4 5v4',
  badge: 'M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6z',
  tab: 'M4 5h9v4h7v10H4z',
} as const

/** The names of the icons. */
export type IconName = keyof typeof SHAPES

/** The icon, in the colour of the text around it. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  )
}

/** The mark of Coatcheck: a cloakroom ticket with a hanger on it. */
export function Logo(): ReactNode {
  return (
    <svg className="logo" viewBox="0 0 40 28" width="40" height="28" aria-hidden="true" focusable="false">
      <path
        className="logo-ticket"
        d="M4 0h22a2.5 2.5 0 0 0 5 0h5a4 4 0 0 1 4 4v20a4 4 0 0 1-4 4h-5a2.5 2.5 0 0 0-5 0H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z"
      />
      <path className="logo-print" d="M28.5 6.5v15" strokeDasharray="2 2.3" />
      <path
        className="logo-print"
        d="M11.4 9.2a2.3 2.3 0 1 1 3.5 2c-.9.5-1.2 1-1.2 2l7 5.2c.9.7.5 1.9-.6 1.9H7.3c-1.1 0-1.5-1.2-.6-1.9l7-5.2"
      />
    </svg>
  )
}
