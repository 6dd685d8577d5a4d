/** Every device the user is signed in on, by the client's own call of the API, and the way to end one. */

import type { ClientSession } from '@coatcheck/sdk/browser'
import type { ReactNode } from 'react'
import { type Device, useDevices } from '../hooks/use-devices.ts'
import { useObservable } from '../hooks/use-observable.ts'
import { momentMs } from '../journal/report.ts'
import { usePlayground } from '../playground-context.ts'
import { Icon } from './icon.tsx'

/** The devices. */
export function Devices({ session }: { readonly session: ClientSession }): ReactNode {
  const { client, endedAt, phoneChanges } = usePlayground()
  const [devices, refresh] = useDevices(client, session.id, useObservable(phoneChanges))

  async function revoke(id: string, transport: Device['transport']): Promise<void> {
    if (transport === 'token') endedAt.set((before) => ({ ...before, phone: momentMs() }))
    await client.call(`/sessions/${id}`, { method: 'DELETE' })
    refresh()
  }

  return (
    <div className="devices">
      <h3 className="small-heading">Devices</h3>
      <ul className="rows">
        {devices.map(({ id, transport, current }) => (
          <li key={id} className="row">
            <Icon name={transport === 'cookie' ? 'desktop' : 'phone'} />
            <span className="device-text">
              {current ? 'This browser' : transport === 'cookie' ? 'Another browser' : 'Second device'}
              <span className="hint">{transport === 'cookie' ? 'by cookie' : 'by refresh token'}</span>
            </span>
            {!current && (
              <button
                type="button"
                className="button button-danger button-small"
                onClick={() => void revoke(id, transport)}
              >
                Revoke
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
