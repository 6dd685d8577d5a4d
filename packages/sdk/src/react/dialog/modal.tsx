/** A window over the page that has to be dealt with first. */

import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { Frame } from '../look/frame.tsx'

/** What is in it. */
export type ModalProps = {
  readonly title: string
  readonly children: ReactNode
  /** The person closed it, by the Escape key. */
  readonly onCancel: () => void
  /** It came by itself, and asks for an answer. */
  readonly isAlert?: boolean
  readonly className?: string
}

/** Shown for as long as it is rendered. The browser keeps the keyboard inside, and gives it back where it was. */
export function Modal({ title, children, onCancel, isAlert = false, className }: ModalProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Closed while it is still in the page: the browser gives the keyboard back then.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <Frame className={className}>
      <dialog
        ref={dialog}
        className="cc-dialog"
        role={isAlert ? 'alertdialog' : undefined}
        aria-labelledby={id}
        onCancel={(event) => {
          // Whoever renders it decides whether it goes.
          event.preventDefault()
          onCancel()
        }}
        // A browser that is asked twice closes it itself. Strict mode closes it too, and opens it again at once.
        onClose={({ currentTarget }) => {
          if (!currentTarget.open) onCancel()
        }}
      >
        <h2 id={id}>{title}</h2>
        {children}
      </dialog>
    </Frame>
  )
}
