/** Whether an element can be seen: what nobody sees need not count seconds. */

import { type RefCallback, useCallback, useEffect, useState } from 'react'

/** Whether the element that the callback is given is within the window. `true` where it cannot be told. */
export function useOnScreen(): readonly [ref: RefCallback<Element>, isOnScreen: boolean] {
  const [element, setElement] = useState<Element | null>(null)
  const [isOnScreen, setOnScreen] = useState(true)
  useEffect(() => {
    if (element === null || typeof IntersectionObserver === 'undefined') return undefined
    const observer = new IntersectionObserver((entries) =>
      setOnScreen(entries.at(-1)?.isIntersecting ?? true),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [element])
  return [useCallback((next: Element | null) => setElement(next), []), isOnScreen]
}
