/** Whose service it is: its logo, or the ticket of Coatcheck. */

import type { ReactNode } from 'react'
import { useLook } from './look.ts'

/** The name that the provider's appearance gives the service. */
export function useServiceName(): string {
  return useLook().appearance.name ?? 'Coatcheck'
}

/** The mark above a card. The name stands in its heading, so the mark says nothing. */
export function Brand(): ReactNode {
  const { logo } = useLook().appearance
  if (logo !== undefined) return <img className="cc-logo" src={logo} alt="" />
  return (
    <svg className="cc-logo" viewBox="0 0 40 28" width="40" height="28" aria-hidden="true" focusable="false">
      <path
        className="cc-logo-ticket"
        d="M4 0h22a2.5 2.5 0 0 0 5 0h5a4 4 0 0 1 4 4v20a4 4 0 0 1-4 4h-5a2.5 2.5 0 0 0-5 0H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z"
      />
      <path className="cc-logo-print" d="M28.5 6.5v15" strokeDasharray="2 2.3" />
      <path
        className="cc-logo-print"
        d="M11.4 9.2a2.3 2.3 0 1 1 3.5 2c-.9.5-1.2 1-1.2 2l7 5.2c.9.7.5 1.9-.6 1.9H7.3c-1.1 0-1.5-1.2-.6-1.9l7-5.2"
      />
    </svg>
  )
}
