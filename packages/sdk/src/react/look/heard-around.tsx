/** A sentence around a name, of which only the name is seen: where it stands says the rest to who sees it. */

import type { ReactNode } from 'react'

/** The sentence, and what is seen of it. */
export type HeardAroundProps = {
  /** With one `{name}`, in whose place the children stand. */
  readonly sentence: string
  readonly children: ReactNode
}

/** The name is read out in its sentence, and a name that somebody sees is a name that they can say (WCAG 2.5.3). */
export function HeardAround({ sentence, children }: HeardAroundProps): ReactNode {
  const [before = '', after = ''] = sentence.split('{name}')
  return (
    <>
      {before !== '' && <span className="cc-hidden">{before}</span>}
      {children}
      {after !== '' && <span className="cc-hidden">{after}</span>}
    </>
  )
}
