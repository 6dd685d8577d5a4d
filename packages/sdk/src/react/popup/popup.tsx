/** A button that opens something below itself, and closes it again when the person turns to something else. */

import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'

/** What it opens. */
export type PopupProps = {
  /** What the button says to who does not see it. */
  readonly label: string
  /** What the button shows. */
  readonly button: ReactNode
  /** What is opened; the function closes it. */
  readonly children: (close: () => void) => ReactNode
  readonly className: string
}

/** The button and what it opens (the disclosure pattern of the ARIA Authoring Practices). */
export function Popup({ label, button, children, className }: PopupProps): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = useCallback(() => setOpen(false), [])
  useOutside(place, isOpen, close)
  useEffect(() => {
    const button = opener.current
    if (!isOpen || button === null) return undefined
    return () => {
      // Whoever had the keyboard in what is gone gets it back.
      if (document.activeElement === document.body) button.focus()
    }
  }, [isOpen])

  function closeByKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !isOpen) return
    event.stopPropagation()
    close()
  }

  return (
    <div ref={place} className="cc-popup" onKeyDown={closeByKey}>
      <button
        ref={opener}
        type="button"
        className={className}
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
      </button>
      {isOpen && (
        <div id={id} className="cc-popup-content" role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  )
}

/** Calls back when the pointer or the keyboard turns to something else. */
function useOutside(place: RefObject<HTMLElement | null>, isWatching: boolean, onOutside: () => void): void {
  useEffect(() => {
    if (!isWatching) return undefined
    const turn = (event: Event): void => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) onOutside()
    }
    document.addEventListener('pointerdown', turn)
    document.addEventListener('focusin', turn)
    return () => {
      document.removeEventListener('pointerdown', turn)
      document.removeEventListener('focusin', turn)
    }
  }, [isWatching, place, onOutside])
}
