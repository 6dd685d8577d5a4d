/** A button that opens something below itself, and closes it again when the person turns to something else. */

import {
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

/** What it opens. */
export type PopupProps = {
  /** What is opened, for who does not see it. */
  readonly label: string
  /** What the button shows, and says: its name is its content. */
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
  useDismissal(place, isOpen, close)
  useEffect(() => {
    const button = opener.current
    if (!isOpen || button === null) return undefined
    return () => {
      // Whoever had the keyboard in what is gone gets it back.
      if (document.activeElement === document.body) button.focus()
    }
  }, [isOpen])

  return (
    <div ref={place} className="cc-popup">
      <button
        ref={opener}
        type="button"
        className={className}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
      </button>
      {isOpen && (
        <PopupContent id={id} label={label}>
          {children(close)}
        </PopupContent>
      )}
    </div>
  )
}

type ContentProps = { readonly id: string; readonly label: string; readonly children: ReactNode }

/** What is opened: below the button where there is room, and to the side where there is more of it. */
function PopupContent({ id, label, children }: ContentProps): ReactNode {
  const content = useRef<HTMLDivElement>(null)
  // At each rendering: another language, or another direction, moves the button.
  useLayoutEffect(() => {
    const settle = (): void => {
      if (content.current !== null) placeBesideOpener(content.current)
    }
    settle()
    window.addEventListener('resize', settle) // a phone is turned round
    return () => window.removeEventListener('resize', settle)
  })
  return (
    <div ref={content} id={id} className="cc-popup-content" role="group" aria-label={label}>
      {children}
    </div>
  )
}

function placeBesideOpener(element: HTMLElement): void {
  const opener = element.parentElement?.getBoundingClientRect()
  if (opener === undefined) return
  const { width, height } = element.getBoundingClientRect()
  const [below, above] = [window.innerHeight - opener.bottom, opener.top]
  const [onwards, back] = [window.innerWidth - opener.left, opener.right]
  element.dataset['ccVertical'] = height > below && above > below ? 'above' : 'below'
  element.dataset['ccSide'] = width > onwards && back > onwards ? 'right' : 'left'
}

/** Calls back when the pointer or the keyboard turns to something else, and at the Escape key. */
function useDismissal(place: RefObject<HTMLElement | null>, isOpen: boolean, onDismiss: () => void): void {
  useEffect(() => {
    if (!isOpen) return undefined
    const turn = (event: Event): void => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) onDismiss()
    }
    const escape = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') onDismiss()
    }
    document.addEventListener('pointerdown', turn)
    document.addEventListener('focusin', turn)
    document.addEventListener('keydown', escape)
    return () => {
      document.removeEventListener('pointerdown', turn)
      document.removeEventListener('focusin', turn)
      document.removeEventListener('keydown', escape)
    }
  }, [isOpen, place, onDismiss])
}
