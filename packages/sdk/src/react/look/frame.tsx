/** The element around each component: its language, its direction, and the provider's colours. */

import { type ReactNode, useCallback } from 'react'
import { appearanceVariables } from './appearance-variables.ts'
import { useLook } from './look.ts'

/** What it is around. */
export type FrameProps = {
  readonly children: ReactNode
  /** Classes of the component. */
  readonly className?: string | undefined
  /** `inline` stands within a line of text, and in its colours. */
  readonly shape?: 'block' | 'inline'
}

/** The element. */
export function Frame({ children, className, shape = 'block' }: FrameProps): ReactNode {
  const { appearance, locale, dir, colorScheme } = useLook()
  // By the CSSOM: a policy that forbids inline styles forbids the attribute, and not this.
  const paint = useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return
      element.style.cssText = '' // what an appearance before this one said
      for (const [name, value] of appearanceVariables(appearance)) element.style.setProperty(name, value)
    },
    [appearance],
  )
  const Element = shape === 'inline' ? 'span' : 'div'
  return (
    <Element
      ref={paint}
      className={`cc-root cc-${shape}${className === undefined ? '' : ` ${className}`}`}
      lang={locale}
      dir={dir}
      data-cc-theme={colorScheme === 'system' ? undefined : colorScheme}
    >
      {children}
    </Element>
  )
}
