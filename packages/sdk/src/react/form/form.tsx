/** A form: its fields as texts, and the keyboard where something is wrong. */

import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import type { CallFailure } from '../../browser/outcome.ts'

/** What is filled in, by the names of the fields. A box that is not ticked is absent. */
export type Filled = { readonly [name: string]: string }

/** What it does. */
export type FormProps = {
  readonly onSend: (filled: Filled) => void
  readonly children: ReactNode
  /** What went wrong with what was sent last. */
  readonly failure?: CallFailure | null
}

/** The form. What is missing the browser says; what is wrong, the server. */
export function Form({ onSend, children, failure = null }: FormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null)
  const wrong = failure === null ? null : wrongField(failure)
  useEffect(() => {
    const field = wrong === null ? null : form.current?.elements.namedItem(wrong)
    if (field instanceof HTMLInputElement) field.focus()
  }, [wrong, failure])

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const filled: { [name: string]: string } = {}
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === 'string') filled[name] = value
    }
    onSend(filled)
  }

  return (
    <form ref={form} className="cc-form" onSubmit={send}>
      {children}
    </form>
  )
}

/** Fields by what can be wrong with them, where the server does not name them. */
const FIELDS: { readonly [Code in CallFailure['code']]?: string } = {
  credentials_invalid: 'password',
  password_rejected: 'password',
  email_taken: 'email',
  email_domain_not_allowed: 'email',
  already_member: 'email',
  already_invited: 'email',
  slug_taken: 'slug',
  factor_invalid: 'code',
}

/** Which field a failure is about, if it is about one. */
export function wrongField({ code, field }: CallFailure): string | null {
  return field === null ? (FIELDS[code] ?? null) : field.replace(/^body\./, '')
}
