/** What stands on the screen of the second device. */

import { type ReactNode, useState } from 'react'
import { Logo } from '../parts/icon.tsx'
import { Problem } from '../parts/problem.tsx'
import { StatusBadge } from '../parts/user-card.tsx'
import { Ring } from '../parts/token-card.tsx'
import { useClientState } from '../hooks/use-client-state.ts'
import { useObservable } from '../hooks/use-observable.ts'
import { reasonWords } from '../journal/words.ts'
import { loseRefresh } from './lose-refresh.ts'
import type { PhoneParts } from './create-phone.ts'
import { PhoneDevices } from './phone-devices.tsx'

/** The screen. */
export function Phone({ phone }: { readonly phone: PhoneParts }): ReactNode {
  const state = useClientState(phone.client)
  return (
    <div className="screen">
      <div className="screen-head">
        <Logo />
        <StatusBadge status={state.status} />
      </div>
      {/* No landmark of its own: those of the page around are enough to find the way. */}
      <div className="screen-body">
        <h1 className="visually-hidden">Second device</h1>
        {state.session === null ? (
          <SignedOut phone={phone} reason={state.reason} />
        ) : (
          <>
            <div className="screen-user">
              <p className="person-name">{state.session.user.firstName ?? state.session.user.email}</p>
              {state.token !== null && <Ring token={state.token} nowMs={phone.client.nowMs} />}
            </div>
            <PhoneDevices phone={phone} sessionId={state.session.id} />
            <PhoneSwitches phone={phone} />
          </>
        )}
      </div>
    </div>
  )
}

function SignedOut({
  phone,
  reason,
}: {
  readonly phone: PhoneParts
  readonly reason: string | null
}): ReactNode {
  const email = useObservable(phone.browserUser)
  const problem = useObservable(phone.problem)
  return (
    <div className="stack">
      {reason !== null && (
        <p className="message message-error">
          <span>
            <strong>You were signed out.</strong> {reasonWords(reason)}
          </span>
        </p>
      )}
      <Problem text={problem} />
      <button
        type="button"
        className="button button-primary"
        disabled={email === null}
        onClick={() => phone.tell({ kind: 'wants-credentials' })}
      >
        Sign in here too
      </button>
      {email === null && <p className="hint">First sign in in the browser, with a demo account.</p>}
    </div>
  )
}

function PhoneSwitches({ phone }: { readonly phone: PhoneParts }): ReactNode {
  const { network } = useObservable(phone.world.state)
  const [said, setSaid] = useState('')
  return (
    <div className="stack">
      <label className="checkbox">
        <input
          type="checkbox"
          checked={network === 'offline'}
          onChange={({ target }) =>
            phone.world.state.set((before) => ({ ...before, network: target.checked ? 'offline' : 'fine' }))
          }
        />
        <span>Flight mode</span>
      </label>
      <button
        type="button"
        className="button button-secondary button-small"
        onClick={() => void loseRefresh(phone).then(setSaid)}
      >
        Refresh and lose the answer
      </button>
      <button
        type="button"
        className="button button-secondary button-small"
        onClick={() => void phone.client.signOut()}
      >
        Sign out
      </button>
      <p className="hint" aria-live="polite">
        {said}
      </p>
    </div>
  )
}
