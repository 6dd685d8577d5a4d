/** `<InactivityWarning>`: asks whether somebody is still there, before they are signed out. */

import type { ReactNode } from 'react'
import { formatDuration } from '../../session-config/format-duration.ts'
import { Modal } from '../dialog/modal.tsx'
import { Button } from '../form/button.tsx'
import { FailureMessage } from '../form/failure-message.tsx'
import { useSubmission } from '../form/use-submission.ts'
import { useLook } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import { useClient } from '../provider/use-client.ts'
import {
  type InactivityMonitor,
  type InactivityOptions,
  useInactivityMonitor,
} from './use-inactivity-monitor.ts'

/** Shows itself when the end is near, and counts the seconds. */
export function InactivityWarning(props: InactivityOptions): ReactNode {
  const monitor = useInactivityMonitor(props)
  const { secondsLeft } = monitor
  return secondsLeft === null ? null : <Warning monitor={monitor} secondsLeft={secondsLeft} />
}

type WarningProps = { readonly monitor: InactivityMonitor; readonly secondsLeft: number }

function Warning({ monitor, secondsLeft }: WarningProps): ReactNode {
  const client = useClient()
  const { locale, messages } = useLook()
  const { inactivity } = messages
  const { busy, failure, submit } = useSubmission<'stay' | 'sign-out'>()
  const stay = (): void => void submit('stay', monitor.stay)
  const tell = (seconds: number): string =>
    fill(inactivity.text, { time: formatDuration(seconds, { locale }) })
  return (
    <Modal title={inactivity.title} isAlert onCancel={stay}>
      <p aria-hidden="true">{tell(secondsLeft)}</p>
      {/* Read out when it comes, and now and then: not every second. */}
      <p className="cc-hidden" role="status">
        {tell(spoken(secondsLeft))}
      </p>
      <FailureMessage failure={failure} />
      <div className="cc-actions">
        <Button look="primary" isBusy={busy === 'stay'} onClick={stay}>
          {inactivity.stay}
        </Button>
        <Button isBusy={busy === 'sign-out'} onClick={() => void submit('sign-out', () => client.signOut())}>
          {inactivity.signOut}
        </Button>
      </div>
    </Modal>
  )
}

const SPOKEN_SECONDS = 15

/** The seconds as they are read out: in steps. */
function spoken(seconds: number): number {
  return Math.ceil(seconds / SPOKEN_SECONDS) * SPOKEN_SECONDS
}
