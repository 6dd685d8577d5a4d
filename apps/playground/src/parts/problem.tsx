/** What went wrong with something that was clicked, read out at once. */

import type { ReactNode } from 'react'

/** The message; nothing when nothing went wrong. */
export function Problem({ text }: { readonly text: string | null }): ReactNode {
  return text === null ? null : (
    <p className="message message-error" role="alert">
      {text}
    </p>
  )
}
