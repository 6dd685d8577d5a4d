/** The server's time, told by two clocks of this machine, neither of which can be relied on. */

import type { Environment } from './environment.ts'

/** A moment by both clocks. */
export type Moment = { readonly monotonic: number; readonly wall: number }

/** A time to the second may be that much later. */
const REST_OF_SECOND_MS = 999

/** What is sure to that much is sure enough. */
const SURE_MS = 5_000

/** What time it is at the server. */
export type ServerTime = {
  /** Milliseconds since 1970. Never behind the server's clock once something was learned, however slow the network. */
  readonly nowMs: () => number
  /** This moment, to be taken before a request is sent. */
  readonly moment: () => Moment
  /** Milliseconds since a moment. */
  readonly since: (moment: Moment) => number
  /** Whether the wall clock was set back since the server's time was learned: how long a sleep was is not known then. */
  readonly isUnsure: () => boolean
  /**
   * The server said a time, to the second, in its answer to a request sent at that moment. What a token says is the
   * time that decides; the `Date` of an answer is one node's own, and counts until there is a token, as what another tab
   * says does: of all these the latest, because to be ahead costs a request, and to be behind may cost a sign-in.
   */
  readonly learn: (serverMs: number, sentAt: Moment, by: 'date' | 'token') => void
  /**
   * Another tab said what time it is, at some time since that moment: of one long ago it says little. It may be far
   * behind, too: a machine sleeps, and its clock is set back meanwhile.
   */
  readonly hear: (nowMs: number, since: Moment) => void
  /** The same by the last answer's `Date` alone: for whoever is told that our time is wrong. */
  readonly byDateMs: () => number
}

/**
 * One clock stands still while a machine sleeps, the other may be set: how long something took is what the greater of
 * the two says. Then a wall clock that leaps ahead costs one request more, and one that is set back nothing.
 */
export function createServerTime({
  monotonicMs,
  wallMs,
}: Pick<Environment, 'monotonicMs' | 'wallMs'>): ServerTime {
  const moment = (): Moment => ({ monotonic: monotonicMs(), wall: wallMs() })
  const since = ({ monotonic, wall }: Moment): number => Math.max(monotonicMs() - monotonic, wallMs() - wall)
  let known: Told | null = null
  let lastDate: Told | null = null
  const timeBy = (told: Told | null): number => (told === null ? wallMs() : told.serverMs + since(told.at))
  const isUnsure = (): boolean =>
    known !== null && monotonicMs() - known.at.monotonic - (wallMs() - known.at.wall) > SURE_MS
  const isLater = (told: Told): boolean =>
    known === null || ((known.by !== 'token' || isUnsure()) && timeBy(told) > timeBy(known))
  return {
    moment,
    since,
    isUnsure,
    nowMs: () => timeBy(known),
    learn: (toldMs, sentAt, by) => {
      const told = { serverMs: toldMs + REST_OF_SECOND_MS, at: sentAt, by }
      if (by === 'date') lastDate = told
      // An answer to an older request says less of now than that to a younger one.
      const counts = by === 'token' ? known === null || sentAt.monotonic >= known.at.monotonic : isLater(told)
      if (counts) known = told
    },
    hear: (toldMs, at) => {
      const told: Told = { serverMs: toldMs, at, by: 'tab' }
      if (isLater(told) && (known === null || since(at) < SURE_MS)) known = told
    },
    byDateMs: () => timeBy(lastDate ?? known),
  }
}

/** What time it was at the server, at the latest, at a moment. */
type Told = { readonly serverMs: number; readonly at: Moment; readonly by: 'date' | 'tab' | 'token' }
