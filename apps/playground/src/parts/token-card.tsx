/** The token at hand: how much of its life is left, and what it says. */

import type { ClientToken } from '@coatcheck/sdk/browser'
import type { ReactNode } from 'react'
import { useClientState } from '../hooks/use-client-state.ts'
import { useNow } from '../hooks/use-now.ts'
import { usePlayground } from '../playground-context.ts'
import { Claims } from './claims.tsx'
import { CopyToken } from './copy-token.tsx'

/** The card. */
export function TokenCard(): ReactNode {
  const { client } = usePlayground()
  const { token } = useClientState(client)
  return (
    <section className="card token-card" aria-labelledby="token-title">
      <header className="card-head">
        <h2 id="token-title">The token, decoded</h2>
        {token !== null && <CopyToken />}
      </header>
      {token === null ? (
        <p className="card-lead">
          There is none. Once somebody is signed in, a signed token of a minute stands here, and the next one
          after it.
        </p>
      ) : (
        <>
          <div className="token-life">
            <Ring token={token} nowMs={client.nowMs} />
            <p className="card-lead">
              Backends verify its signature, and ask nobody. The feed tells them which tokens to refuse before
              they expire.
            </p>
            <button
              type="button"
              className="button button-secondary button-small"
              onClick={() => void client.getToken({ skipCache: true }).catch(() => null)}
            >
              Get a new one now
            </button>
          </div>
          <Claims claims={token.claims} nowMs={client.nowMs} />
        </>
      )}
    </section>
  )
}

const RADIUS = 26
const AROUND = 2 * Math.PI * RADIUS

/** A ring that runs out. */
export function Ring({
  token,
  nowMs,
}: {
  readonly token: Pick<ClientToken, 'issuedAt' | 'expiresAt'>
  readonly nowMs: () => number
}): ReactNode {
  const leftMs = Math.max(0, token.expiresAt.getTime() - useNow(nowMs))
  const share = Math.min(1, leftMs / (token.expiresAt.getTime() - token.issuedAt.getTime()))
  const seconds = Math.ceil(leftMs / 1000)
  return (
    <>
      <span className="visually-hidden">{seconds} seconds left</span>
      <svg className="ring" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
        <circle className="ring-track" cx="32" cy="32" r={RADIUS} />
        <circle
          className={share <= 0.2 ? 'ring-left ring-low' : 'ring-left'}
          cx="32"
          cy="32"
          r={RADIUS}
          strokeDasharray={AROUND}
          strokeDashoffset={AROUND * (1 - share)}
          transform="rotate(-90 32 32)"
        />
        <text className="ring-text" x="32" y="38" textAnchor="middle">
          {seconds}
        </text>
      </svg>
    </>
  )
}
