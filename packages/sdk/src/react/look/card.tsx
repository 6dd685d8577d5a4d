/** A card with a heading; a ticket, when there is something to tear off below. */

import { type ReactNode, useId } from 'react'
import { Frame } from './frame.tsx'

/** What is on it. */
export type CardProps = {
  readonly title: string
  readonly lead?: string | undefined
  readonly mark?: ReactNode
  readonly children?: ReactNode
  /** Below the perforation: where else to go. */
  readonly stub?: ReactNode
  readonly className?: string
}

/** The card, as a region of the page that its heading names. */
export function Card({ title, lead, mark, children, stub, className }: CardProps): ReactNode {
  const id = useId()
  return (
    <Frame className={className}>
      <section className={stub ? 'cc-ticket' : 'cc-card'} aria-labelledby={id}>
        <div className="cc-card-body">
          <header className="cc-head">
            {mark}
            <h2 id={id}>{title}</h2>
            {lead !== undefined && <p className="cc-soft">{lead}</p>}
          </header>
          {children}
        </div>
        {stub ? <div className="cc-stub">{stub}</div> : null}
      </section>
    </Frame>
  )
}
