/** What pages of the tests show: components by their names, and hooks whose answers are kept to be looked at. */

import { type ReactNode, useEffect, useState } from 'react'
import {
  Devices,
  InactivityWarning,
  MultiSessionManager,
  OrganizationProfile,
  OrganizationSwitcher,
  Protect,
  RedirectToSignIn,
  SessionCard,
  SessionCountdown,
  SessionInfo,
  SessionRefresh,
  SignedIn,
  SignedOut,
  SignIn,
  SignUp,
  useAuth,
  useClient,
  useInactivityMonitor,
  useManualSessionRefresh,
  useOrganization,
  UserButton,
  useReverification,
  useSession,
  useSessionList,
  useSessionRefresh,
  useUser,
} from '@coatcheck/sdk/react'

/** The answers of all hooks at one time. */
export type Seen = {
  readonly auth: ReturnType<typeof useAuth>
  readonly user: ReturnType<typeof useUser>
  readonly session: ReturnType<typeof useSession>
  readonly list: ReturnType<typeof useSessionList>
  readonly organization: ReturnType<typeof useOrganization>
  readonly manual: ReturnType<typeof useManualSessionRefresh>
  readonly inactivity: ReturnType<typeof useInactivityMonitor>
}

/** Keeps what hooks answered, one entry for each commit in which something changed. */
function Probe({ onSeen }: { readonly onSeen: (seen: Seen) => void }): ReactNode {
  const auth = useAuth()
  const user = useUser()
  const session = useSession()
  const list = useSessionList()
  const organization = useOrganization()
  const manual = useManualSessionRefresh()
  const inactivity = useInactivityMonitor({ warnBeforeSeconds: 120 })
  useEffect(() => onSeen({ auth, user, session, list, organization, manual, inactivity }))
  return null
}

function keep(seen: Seen): void {
  window.seen.push(seen)
}

/** Many components, each with every hook. */
function Hundred(): ReactNode {
  return Array.from({ length: 100 }, (_, index) => (
    <div key={index}>
      <Busy />
    </div>
  ))
}

function Busy(): ReactNode {
  useSessionRefresh({ thresholdPercent: 30 })
  const { getToken } = useAuth()
  useEffect(() => void getToken().then(() => {}), [getToken])
  return (
    <>
      <Probe onSeen={keepLast} />
      <SessionInfo />
      <SessionCountdown to="idle" />
      <OrganizationSwitcher />
      <UserButton />
      <SignedIn>in</SignedIn>
      <SignedOut>out</SignedOut>
    </>
  )
}

function keepLast(seen: Seen): void {
  window.seen.splice(0, window.seen.length, seen)
}

/** What an application does that needs a recent proof, in both forms that answers have. */
function Danger(): ReactNode {
  const client = useClient()
  const [said, say] = useState('nothing yet')
  const fetchIt = useReverification(() => client.authFetch('/api/danger', { method: 'POST' }))
  const callIt = useReverification(() => client.call('/factors/totp', { method: 'POST', body: {} }), {
    level: 'any_factor',
  })
  const bothIt = useReverification(() => client.authFetch('/api/danger', { method: 'POST' }), {
    level: 'multi_factor',
  })
  const ownIt = useReverification(() => client.authFetch('/api/danger', { method: 'POST' }), {
    onNeedsReverification: (needed) => {
      window.needed.push(needed)
    },
  })
  const run = (act: () => Promise<Response | { readonly ok: boolean; readonly code?: string }>) => () => {
    act().then(
      (result) => say(result instanceof Response ? `status ${result.status}` : JSON.stringify(result.ok)),
      (error: { readonly code: string }) => say(error.code),
    )
  }
  return (
    <>
      <button onClick={run(fetchIt)}>Fetch it</button>
      <button onClick={run(callIt)}>Call it</button>
      <button onClick={run(bothIt)}>Prove both</button>
      <button onClick={run(ownIt)}>Ask myself</button>
      <p data-testid="said">{said}</p>
    </>
  )
}

/** Something that comes and goes. */
function Flicker(): ReactNode {
  const [isShown, setShown] = useState(true)
  return (
    <>
      <button onClick={() => setShown(!isShown)}>Show or hide</button>
      {isShown && (
        <>
          <Devices />
          <OrganizationSwitcher />
          <InactivityWarning />
        </>
      )}
    </>
  )
}

/** Puts the provider's own client where a test finds it. */
function Exposed(): ReactNode {
  const client = useClient()
  useEffect(() => {
    Object.assign(window, { client })
  }, [client])
  return null
}

/** As a page that is for members alone begins. */
function Guard(): ReactNode {
  return (
    <SignedOut>
      <RedirectToSignIn />
    </SignedOut>
  )
}

/** Everything that a page can show. */
export const SCENES: { readonly [name: string]: (props: never) => ReactNode } = {
  Danger,
  Devices,
  Exposed,
  Flicker,
  Guard,
  Hundred,
  InactivityWarning,
  MultiSessionManager,
  OrganizationProfile,
  OrganizationSwitcher,
  Probe: () => <Probe onSeen={keep} />,
  Protect,
  RedirectToSignIn,
  SessionCard,
  SessionCountdown,
  SessionInfo,
  SessionRefresh,
  SignedIn,
  SignedOut,
  SignIn,
  SignUp,
  UserButton,
}
