/** Renewing ahead of time, while somebody looks at the page, and coming back after trouble: one timer in all. */

import { tellEveryMs } from './activity.ts'
import type { Backoff } from './backoff.ts'
import type { ClientSession } from './client.ts'
import type { Engine } from './engine.ts'
import type { Environment } from './environment.ts'
import type { Tell } from './send.ts'
import type { ServerTime } from './server-time.ts'
import type { StateStore } from './state-store.ts'
import { DEFAULT_THRESHOLD_PERCENT, thresholdMs } from './refresh-threshold.ts'
import { ANY_TOKEN } from './token-freshness.ts'
import { isFailure, type TokenSource } from './token-source.ts'

/** The plan. */
export type Renewal = {
  /** Makes the plan anew: something has changed. */
  readonly plan: () => void
  readonly stop: () => void
}

/** However soon a token is due again: whatever makes them all short-lived must not make a storm. */
const PAUSE_MS = 1_000

/** Makes it. */
export function createRenewal(deps: {
  readonly environment: Environment
  readonly store: StateStore
  readonly engine: Engine
  readonly tokens: TokenSource
  readonly time: ServerTime
  readonly backoff: Backoff
  readonly tell: Tell
  readonly percent: () => number
  /** Whether anybody is there to renew for. */
  readonly isWanted: () => boolean
}): Renewal {
  const { environment, store, engine, tokens, time, backoff, tell, percent, isWanted } = deps
  let cancel = (): void => {}
  let isRunning = false
  let ranAtMs = -Infinity
  /** The limit that the server was asked about: that it has passed is for it to say, and once is enough. */
  let askedAboutMs = 0

  function plan(): void {
    cancel()
    if (isRunning || !isWanted()) return
    const dueMs = dueInMs()
    if (dueMs === Infinity) return
    const pauseMs = ranAtMs + PAUSE_MS - environment.monotonicMs()
    const afterMs = Math.max(dueMs, backoff.waitMs(), pauseMs)
    if (afterMs > 0) tell({ kind: 'planned', afterMs })
    cancel = environment.setTimer(afterMs, () => void run())
  }

  /** When there is something to do; `Infinity` for never. */
  function dueInMs(): number {
    const { session, error, isLoaded } = store.state()
    if (!isLoaded || error !== null) return 0
    if (session === null) return Infinity
    const held = tokens.held(session.id, ANY_TOKEN)
    if (held === null) return 0
    // Ahead of the threshold by a little, so that not all tabs of all people come at once.
    const aheadMs =
      thresholdMs(held.expiresAtMs - held.issuedAtMs, percent()) * (1 + environment.random() / 5)
    const limitMs = limitOf(session)
    // The last token ends with its session, and another one would live no longer: that it is over, the server says.
    const isLast = held.expiresAtMs + 1000 > session.expireAt.getTime() && limitMs > time.nowMs()
    const renewAtMs = isLast ? Infinity : held.expiresAtMs - aheadMs
    const dueMs = Math.min(renewAtMs, limitMs === askedAboutMs ? Infinity : limitMs)
    return Math.max(0, dueMs - time.nowMs())
  }

  async function run(): Promise<void> {
    isRunning = true
    try {
      const session = engine.current()
      if (session === null) {
        const { isLoaded, error } = await engine.load()
        if (isLoaded && error !== null) await engine.reload(false)
      } else {
        const held = tokens.held(session.id, ANY_TOKEN)
        if (limitOf(session) <= time.nowMs()) askedAboutMs = limitOf(session)
        const got = await engine.token(session.id, { ...ANY_TOKEN, refused: held?.text ?? null })
        // What will not get better by itself must not be tried in a loop either.
        if (isFailure(got) && !got.retryable && engine.current() !== null) backoff.failed(got)
      }
    } finally {
      isRunning = false
      ranAtMs = environment.monotonicMs()
      plan()
    }
  }

  return { plan, stop: () => cancel() }
}

/** When a session is over unless the person acts, with the slack that the server has, and a little more. */
function limitOf(session: ClientSession): number {
  const { abandonAt, expireAt } = session
  const idleMs = abandonAt === null ? Infinity : abandonAt.getTime() + tellEveryMs(session)
  return Math.min(idleMs, expireAt.getTime()) + 500
}

/** The share of a life at which tokens are renewed: the greatest that somebody wishes for. */
export function createThreshold(onChange: () => void): {
  readonly percent: () => number
  readonly keepFresh: (percent: number) => () => void
} {
  const wishes = new Set<{ readonly percent: number }>()
  return {
    percent: () =>
      wishes.size === 0 ? DEFAULT_THRESHOLD_PERCENT : Math.max(...[...wishes].map(({ percent }) => percent)),
    keepFresh: (percent) => {
      if (!(percent >= 1 && percent <= 90))
        throw new RangeError(`thresholdPercent is ${percent}; it takes 1 to 90`)
      const wish = { percent }
      wishes.add(wish)
      onChange()
      return () => {
        if (wishes.delete(wish)) onChange()
      }
    },
  }
}
