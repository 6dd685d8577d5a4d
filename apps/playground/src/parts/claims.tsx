/** The claims of a token, each with what it means; what has just changed stands out for a moment. */

import type { ClientToken } from '@coatcheck/sdk/browser'
import { type ReactNode, useState } from 'react'
import { useNow } from '../hooks/use-now.ts'
import { duration } from './session-limits.tsx'

type AllClaims = ClientToken['claims']

/** The list. */
export function Claims({
  claims,
  nowMs,
}: {
  readonly claims: AllClaims
  readonly nowMs: () => number
}): ReactNode {
  const [{ now, before: previous }, setSeen] = useState({ now: claims, before: claims })
  if (now !== claims) setSeen({ now: claims, before: now })
  const isSame = previous.sid === claims.sid
  return (
    <dl className="claims" data-testid="claims">
      {Object.entries(claims).map(([name, value]) => {
        const hasChanged = isSame && !VOLATILE.has(name) && spelled(previous[name]) !== spelled(value)
        return (
          // A key of its own for each value: what is new is animated once.
          <div
            key={`${name} ${VOLATILE.has(name) ? '' : spelled(value)}`}
            className={hasChanged ? 'claim claim-new' : 'claim'}
          >
            <dt>{name}</dt>
            <dd>
              <code>{spelled(value)}</code>
              <Meaning name={name} value={value} nowMs={nowMs} />
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** What every token has anew. */
const VOLATILE: ReadonlySet<string> = new Set(['iat', 'nbf', 'exp', 'jti', 'gen', 'fva'])

const MEANINGS: { readonly [claim: string]: string } = {
  iss: 'who signed it: this server',
  sub: 'the user',
  sid: 'the session: revoke it, and this token is refused everywhere',
  azp: 'the application it is for',
  jti: 'its own number',
  gen: 'how far the log was read: what changed later outdates it',
  fva: 'minutes since each factor was proved; -1 for never',
  role: 'from the user’s public metadata, by the template of session tokens',
  sts: 'only those who are signed in get tokens',
}

function Meaning({
  name,
  value,
  nowMs,
}: {
  readonly name: string
  readonly value: unknown
  readonly nowMs: () => number
}): ReactNode {
  if (name === 'exp' && typeof value === 'number') return <Until atMs={value * 1000} nowMs={nowMs} />
  const meaning = MEANINGS[name]
  return meaning === undefined ? null : <span className="claim-meaning">{meaning}</span>
}

function Until({ atMs, nowMs }: { readonly atMs: number; readonly nowMs: () => number }): ReactNode {
  return <span className="claim-meaning">in {duration(atMs - useNow(nowMs))}</span>
}

function spelled(value: unknown): string {
  return JSON.stringify(value) ?? ''
}
