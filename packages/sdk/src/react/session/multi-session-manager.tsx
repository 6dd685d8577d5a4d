/** `<MultiSessionManager>`: the accounts of this browser, and the devices of the one in use. */

import type { ReactNode } from 'react'
import { Devices } from '../device/devices.tsx'
import { Card } from '../look/card.tsx'
import { useMessages } from '../look/look.ts'
import { usePlaces } from '../provider/places.ts'
import { useClientState } from '../provider/use-client.ts'
import { SessionRow } from './session-card.tsx'

/** What it shows. */
export type MultiSessionManagerProps = {
  /** Whether the devices stand below (default `true`). */
  readonly showDevices?: boolean
}

/** All of it; nothing until it is known who is signed in. */
export function MultiSessionManager({ showDevices = true }: MultiSessionManagerProps): ReactNode {
  const { account } = useMessages()
  const { isLoaded, session, sessions } = useClientState()
  const { signInUrl } = usePlaces()
  if (!isLoaded) return null
  return (
    <>
      <Card className="cc-multi-session" title={account.accounts}>
        {sessions.length === 0 ? (
          <p className="cc-soft">{account.none}</p>
        ) : (
          <ul className="cc-rows">
            {sessions.map((one) => (
              <li key={one.id}>
                <SessionRow session={one} />
              </li>
            ))}
          </ul>
        )}
        <p>
          <a href={signInUrl}>{account.add}</a>
        </p>
      </Card>
      {showDevices && session !== null && <Devices />}
    </>
  )
}
