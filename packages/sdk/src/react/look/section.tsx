/** A part of a card, with a heading of its own. */

import { type ReactNode, useId } from 'react'

/** What is in it. */
export type SectionProps = { readonly title: string; readonly children: ReactNode }

/** The section. */
export function Section({ title, children }: SectionProps): ReactNode {
  const id = useId()
  return (
    <section className="cc-section" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  )
}
