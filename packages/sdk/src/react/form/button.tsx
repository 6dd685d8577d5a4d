/** A button, and how it says that something is going on. */

import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { useMessages } from '../look/look.ts'

/** What it is for. */
export type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'style'> & {
  /** Default `secondary`. `plain` has no box. */
  readonly look?: 'primary' | 'secondary' | 'danger' | 'plain'
  readonly isBusy?: boolean
}

/** The button. While it is busy it keeps the keyboard's focus, and whoever it calls takes nothing new. */
export function Button({
  look = 'secondary',
  isBusy = false,
  type = 'button',
  children,
  ...rest
}: ButtonProps): ReactNode {
  const messages = useMessages()
  return (
    <button {...rest} type={type} className={`cc-button cc-${look}`} aria-busy={isBusy || undefined}>
      {children}
      {isBusy && <span className="cc-spinner" role="img" aria-label={messages.form.busy} />}
    </button>
  )
}
