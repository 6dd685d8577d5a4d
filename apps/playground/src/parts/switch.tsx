/** One switch, and the sentence that says what came of it. */

import type { ReactNode } from 'react'
import { useObservable } from '../hooks/use-observable.ts'
import { usePlayground } from '../playground-context.ts'
import { Icon, type IconName } from './icon.tsx'

/** The switch. @param name By which its outcome is known. */
export function Switch({
  name,
  icon,
  title,
  promise,
  children,
}: {
  readonly name: string
  readonly icon: IconName
  readonly title: string
  /** What the user sees of it. */
  readonly promise: string
  readonly children: ReactNode
}): ReactNode {
  const outcome = useObservable(usePlayground().outcomes)[name]
  return (
    <div className="switch" data-switch={name}>
      <h3 className="switch-title">
        <Icon name={icon} />
        {title}
      </h3>
      {children}
      <p className="outcome" aria-live="polite" aria-busy={outcome?.isUnderWay === true}>
        {outcome?.text ?? promise}
      </p>
    </div>
  )
}
