/** What went wrong, said where it is seen and heard at once. */

import type { ReactNode } from 'react'
import type { CallFailure } from '../../browser/outcome.ts'
import { Icon } from '../look/icon.tsx'
import { useMessages } from '../look/look.ts'
import { describeFailure } from '../messages/describe-failure.ts'
import type { ErrorMessages } from '../messages/messages.ts'

/** What went wrong; nothing is shown without. */
export type FailureProps = {
  readonly failure: CallFailure | null
  readonly id?: string
  /** What some errors mean here, in the place of what they mean elsewhere. */
  readonly errors?: Partial<ErrorMessages>
}

/** The message. */
export function FailureMessage({ failure, id, errors }: FailureProps): ReactNode {
  const messages = useMessages()
  if (failure === null) return null
  return (
    <div className="cc-message cc-message-error" role="alert" id={id} data-code={failure.code}>
      <Icon name="alert" />
      <p>{describeFailure({ ...messages, errors: { ...messages.errors, ...errors } }, failure)}</p>
    </div>
  )
}

/** What went well, or is worth knowing. */
export function Notice({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="cc-message cc-message-notice" role="status">
      <Icon name="check" />
      <p>{children}</p>
    </div>
  )
}
