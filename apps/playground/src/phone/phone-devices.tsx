/** The other devices, as the second one sees them. */

import { type ReactNode, useState } from 'react'
import { useDevices } from '../hooks/use-devices.ts'
import { momentMs } from '../journal/report.ts'
import { Icon } from '../parts/icon.tsx'
import type { PhoneParts } from './create-phone.ts'

/** The devices. */
export function PhoneDevices({
  phone,
  sessionId,
}: {
  readonly phone: PhoneParts
  readonly sessionId: string
}): ReactNode {
  const [devices, refresh] = useDevices(phone.client, sessionId, 0)
  const [problem, setProblem] = useState<string | null>(null)

  async function revoke(id: string): Promise<void> {
    phone.tell({ kind: 'ends-browser', atMs: momentMs() })
    const result = await phone.client.call(`/sessions/${id}`, { method: 'DELETE' })
    setProblem(result.ok ? null : (result.detail ?? result.title))
    refresh()
  }

  return (
    <ul className="rows">
      {devices
        .filter(({ current }) => !current)
        .map(({ id, transport }) => (
          <li key={id} className="row">
            <Icon name={transport === 'cookie' ? 'desktop' : 'phone'} />
            <span className="device-text">{transport === 'cookie' ? 'The browser' : 'Another device'}</span>
            <button
              type="button"
              className="button button-danger button-small"
              onClick={() => void revoke(id)}
            >
              Revoke
            </button>
          </li>
        ))}
      {problem !== null && (
        <li className="field-error" role="alert">
          {problem}
        </li>
      )}
    </ul>
  )
}
