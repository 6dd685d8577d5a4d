/** `<SessionInfo>`: who is signed in and for how long, in a line. */

import type { ReactNode } from 'react'
import { TimeAgo } from '../clock/time-ago.tsx'
import { Frame } from '../look/frame.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import { usePersonName } from '../person/person-line.tsx'
import { useClientState } from '../provider/use-client.ts'

/** The line; that nobody is signed in, when it is known; nothing before. */
export function SessionInfo(): ReactNode {
  const { account, signIn } = useMessages()
  const { isLoaded, session } = useClientState()
  const name = usePersonName(session?.user ?? null)
  if (!isLoaded) return null
  return (
    <Frame shape="inline" className="cc-session-info">
      {session === null ? (
        account.none
      ) : (
        <>
          {fill(signIn.signedInAs, { name })}
          {' · '}
          <TimeAgo at={session.expireAt} sentence={account.endsIn} />
        </>
      )}
    </Frame>
  )
}
