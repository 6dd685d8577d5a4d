/** A button that asks once more before it does what cannot be undone. */

import { type ReactNode, useState } from 'react'
import { Button, type ButtonProps } from '../form/button.tsx'
import { useMessages } from '../look/look.ts'
import { Modal } from './modal.tsx'

/** What it does, and what it asks. */
export type ConfirmProps = Pick<ButtonProps, 'look' | 'isBusy'> & {
  readonly label: string
  /** A name that says more than the label, for who does not see what it stands beside. */
  readonly fullLabel?: string
  readonly question: string
  readonly onConfirm: () => void
}

/** The button, and its question. */
export function ConfirmButton({ label, fullLabel, question, onConfirm, ...look }: ConfirmProps): ReactNode {
  const { form } = useMessages()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button {...look} aria-label={fullLabel} onClick={() => setAsking(true)}>
        {label}
      </Button>
      {isAsking && (
        <Modal title={label} isAlert onCancel={() => setAsking(false)}>
          <p>{question}</p>
          <div className="cc-actions">
            <Button
              look="danger"
              onClick={() => {
                setAsking(false)
                onConfirm()
              }}
            >
              {label}
            </Button>
            <Button onClick={() => setAsking(false)}>{form.cancel}</Button>
          </div>
        </Modal>
      )}
    </>
  )
}
