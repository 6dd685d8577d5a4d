/** `<SessionCard>`: one account of this browser. */

import type { ReactNode } from 'react'
import type { ClientSession } from '../../browser/client.ts'
import { TimeAgo } from '../clock/time-ago.tsx'
import { Button } from '../form/button.tsx'
import { FailureMessage } from '../form/failure-message.tsx'
import { Frame } from '../look/frame.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import { PersonLine, usePersonName } from '../person/person-line.tsx'
import { useAccounts } from './use-accounts.ts'

/** Which one. */
export type SessionCardProps = {
  /** Default: the one that this tab works with. */
  readonly session?: ClientSession
}

/** The account, and the ways to use it and to leave it. Nothing while nobody is signed in. */
export function SessionCard({ session }: SessionCardProps): ReactNode {
  const { current } = useAccounts()
  const shown = session ?? current
  if (shown === null) return null
  return (
    <Frame className="cc-session-card">
      <div className="cc-card">
        <div className="cc-card-body">
          <SessionRow session={shown} />
        </div>
      </div>
    </Frame>
  )
}

/** The same as a row of a list. */
export function SessionRow({ session }: { readonly session: ClientSession }): ReactNode {
  const { account } = useMessages()
  const accounts = useAccounts()
  const { current, busy, failure } = accounts
  const name = usePersonName(session.user)
  const isCurrent = session.id === current?.id
  return (
    <div className="cc-row">
      <div className="cc-row-text">
        <PersonLine
          person={session.user}
          badges={
            <>
              {isCurrent && <span className="cc-badge cc-badge-good">{account.active}</span>}
              {session.status === 'pending' && (
                <span className="cc-badge cc-badge-warn">{account.pending}</span>
              )}
              {session.actor !== null && <span className="cc-badge cc-badge-warn">{account.acting}</span>}
            </>
          }
        >
          <span className="cc-soft cc-small">
            <TimeAgo at={session.lastActiveAt} sentence={account.lastActive} />
            {' · '}
            <TimeAgo at={session.expireAt} sentence={account.endsIn} />
          </span>
        </PersonLine>
      </div>
      <div className="cc-actions">
        {!isCurrent && (
          <Button
            isBusy={busy === 'switch'}
            aria-label={session.status === 'pending' ? undefined : fill(account.switchTo, { name })}
            onClick={() => void accounts.switchTo(session)}
          >
            {session.status === 'pending' ? account.complete : account.switch}
          </Button>
        )}
        <Button
          isBusy={busy === 'sign-out'}
          aria-label={fill(account.signOutOf, { name })}
          onClick={() => void accounts.signOut(session)}
        >
          {account.signOut}
        </Button>
      </div>
      <FailureMessage failure={failure} />
    </div>
  )
}
