/** The switches: what can go wrong with a session, and what comes of it for the user. */

import type { ReactNode } from 'react'
import { end, giveRole, loseAnswer, perform, setClock, setNetwork } from '../demo/acts.ts'
import { DEMO_ROLES } from '../demo/demo-api.ts'
import { isDemo } from '../demo/is-demo.ts'
import { useClientState } from '../hooks/use-client-state.ts'
import { useNow } from '../hooks/use-now.ts'
import { useObservable } from '../hooks/use-observable.ts'
import { usePlayground } from '../playground-context.ts'
import type { Network } from '../world/world.ts'
import { Choice } from './choice.tsx'
import { Switch } from './switch.tsx'

const NETWORKS: readonly (readonly [Network, string])[] = [
  ['fine', 'Fine'],
  ['offline', 'Offline'],
  ['down', 'Server down'],
  ['captive', 'Hotel Wi-Fi'],
]

const CLOCKS: readonly (readonly [number, string])[] = [
  [-3, '3 years back'],
  [0, 'Right'],
  [3, '3 years ahead'],
]

/** The card with all of them. */
export function Switches(): ReactNode {
  const playground = usePlayground()
  const { client, world } = playground
  const { network, clockOffsetMs } = useObservable(world.state)
  const { session, token } = useClientState(client)
  const isOut = session === null
  const isReal = !isOut && !isDemo(session)
  return (
    <section className="card switches" aria-labelledby="switches-title">
      <header className="card-head">
        <h2 id="switches-title">Break something</h2>
      </header>
      {isReal && <p className="message message-warn">{LEFT_ALONE}</p>}
      <Switch
        name="network"
        icon="cut"
        title="The network"
        promise="The user sees a note, and everything that was there. Nobody is signed out because a server could not be asked."
      >
        <Choice
          label="The network"
          options={NETWORKS}
          chosen={network}
          onChoose={(chosen) => perform(playground, 'network', () => setNetwork(playground, chosen))}
        />
      </Switch>
      <Switch
        name="lost"
        icon="lost"
        title="The next answer gets lost"
        promise="The user sees nothing of it: the client asks once more."
      >
        <button
          type="button"
          className="button button-secondary button-small"
          disabled={isOut}
          onClick={() => void perform(playground, 'lost', () => loseAnswer(playground))}
        >
          Ask for a token and lose the answer
        </button>
      </Switch>
      <Switch
        name="clock"
        icon="clock"
        title="The clock of this machine"
        promise="The user sees nothing of it: the client goes by the server’s time."
      >
        <Choice
          label="The clock of this machine"
          options={CLOCKS}
          chosen={Math.round(clockOffsetMs / YEAR_MS)}
          onChoose={(years) => perform(playground, 'clock', () => setClock(playground, years))}
        />
        <WallClock wallMs={world.environment.wallMs} />
      </Switch>
      <Switch
        name="role"
        icon="badge"
        title="The user’s role"
        promise="The user sees another menu at once. What was issued before says the old role, and is refused."
      >
        <Choice
          label="The user’s role"
          isDisabled={isOut || isReal}
          options={DEMO_ROLES.map((role) => [role, role] as const)}
          chosen={token?.claims['role']}
          onChoose={(role) => perform(playground, 'role', () => giveRole(playground, role))}
        />
      </Switch>
      <Switch
        name="end"
        icon="hourglass"
        title="The session is over"
        promise="The user sees the ways to sign in, and why: at once while the client hears the server’s events, otherwise with its next request, within about 3 s here. The API refuses what is left of the token."
      >
        <div className="actions">
          {ENDS.map(([by, label]) => (
            <button
              key={by}
              type="button"
              className="button button-secondary button-small"
              disabled={isOut || isReal}
              onClick={() => void perform(playground, 'end', () => end(playground, by))}
            >
              {label}
            </button>
          ))}
        </div>
      </Switch>
      <Switch
        name="tab"
        icon="tab"
        title="Another tab"
        promise="The user is signed in there too. Both tabs share one token; sign out in one, and the other knows."
      >
        <a className="button button-secondary button-small" href="/playground" target="_blank" rel="noopener">
          Open a second tab
        </a>
      </Switch>
    </section>
  )
}

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000

const LEFT_ALONE =
  'This account is a real one: its role and the end of its session are not the playground’s to decide.'

const ENDS = [
  ['absolute', 'Expire it'],
  ['idle', 'Let it go idle'],
  ['administrator', 'Revoke it'],
] as const

function WallClock({ wallMs }: { readonly wallMs: () => number }): ReactNode {
  const now = useNow(wallMs)
  const text = new Date(now).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
  return <p className="hint clock">It says {text}</p>
}
