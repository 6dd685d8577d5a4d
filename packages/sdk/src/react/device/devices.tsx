/** `<Devices>`: where the person is signed in, and how to end it there. */

import { type ReactNode, useState } from 'react'
import { TimeAgo } from '../clock/time-ago.tsx'
import { ConfirmButton } from '../dialog/confirm.tsx'
import { Button } from '../form/button.tsx'
import { FailureMessage, Notice } from '../form/failure-message.tsx'
import { Card } from '../look/card.tsx'
import { Icon, type IconName } from '../look/icon.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import { useClientState } from '../provider/use-client.ts'
import { type Device, type DevicesController, useDevices } from './use-devices.ts'

/** The list; nothing while nobody is signed in. */
export function Devices(): ReactNode {
  const { devices: text, form } = useMessages()
  const { session } = useClientState()
  const controller = useDevices()
  const [notice, setNotice] = useState<string | null>(null)
  const { devices, failure, busy } = controller
  if (session === null) return null
  const hasOthers = devices?.some(({ isCurrent }) => !isCurrent) ?? false

  async function signOutOthers(): Promise<void> {
    setNotice((await controller.signOutOthers()) ? text.othersSignedOut : null)
  }
  async function signOut(device: Device): Promise<void> {
    setNotice((await controller.signOut(device)) ? text.signedOut : null)
  }

  return (
    <Card className="cc-devices" title={text.title} lead={text.lead}>
      <FailureMessage failure={failure} />
      {notice !== null && failure === null && <Notice>{notice}</Notice>}
      {devices === undefined && failure === null && <p className="cc-soft">{form.busy}</p>}
      {devices === undefined && failure !== null && (
        <Button onClick={() => void controller.reload()}>{form.retry}</Button>
      )}
      <ul className="cc-rows">
        {devices?.map((device) => (
          <li key={device.sessionId}>
            <DeviceRow device={device} busy={busy} onSignOut={() => void signOut(device)} />
          </li>
        ))}
      </ul>
      {devices !== undefined && !hasOthers && <p className="cc-soft">{text.onlyThis}</p>}
      {hasOthers && (
        <div className="cc-actions">
          <ConfirmButton
            look="danger"
            label={text.signOutOthers}
            question={text.confirmOthers}
            isBusy={busy === 'others'}
            onConfirm={() => void signOutOthers()}
          />
        </div>
      )}
    </Card>
  )
}

type RowProps = Pick<DevicesController, 'busy'> & { readonly device: Device; readonly onSignOut: () => void }

function DeviceRow({ device: shown, busy, onSignOut }: RowProps): ReactNode {
  const { devices: text, account } = useMessages()
  const { device, isCurrent, status, actor, lastActiveAt } = shown
  const name = useDeviceName(shown)
  return (
    <div className="cc-row">
      <span className="cc-device-icon">
        <Icon name={iconOf(device.type)} />
      </span>
      <div className="cc-row-text">
        <p className="cc-badges">
          <bdi className="cc-strong">{name}</bdi>
          {isCurrent && <span className="cc-badge cc-badge-good">{text.current}</span>}
          {status === 'pending' && <span className="cc-badge cc-badge-warn">{account.pending}</span>}
          {actor !== null && <span className="cc-badge cc-badge-warn">{account.acting}</span>}
        </p>
        <p className="cc-soft cc-small">
          <bdi>{device.address ?? text.unknownPlace}</bdi>
          {' · '}
          <TimeAgo at={lastActiveAt} sentence={account.lastActive} />
        </p>
      </div>
      <div className="cc-actions">
        <Button
          isBusy={busy === shown.sessionId}
          aria-label={fill(text.signOutOf, { name: isCurrent ? text.current : name })}
          onClick={onSignOut}
        >
          {account.signOut}
        </Button>
      </div>
    </div>
  )
}

function useDeviceName({ device: { browser, os } }: Device): string {
  const { devices } = useMessages()
  if (browser !== null && os !== null) return fill(devices.nameOn, { browser, os })
  return browser ?? os ?? devices.unknown
}

function iconOf(type: string | null): IconName {
  return type === 'desktop' || type === 'mobile' || type === 'tablet' ? type : 'unknown'
}
