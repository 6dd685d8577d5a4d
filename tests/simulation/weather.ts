/** What a network does to what is sent over it. */

import type { Dice } from './dice.ts'

/** The state of a browser's network. */
export type Weather = {
  /** Whether there is a network at all; the browser says so, too. */
  readonly isOnline: boolean
  /** A hotel's page stands in front of everything. */
  readonly hasPortal: boolean
  /** The share of requests that never arrive. */
  readonly lostOnTheWay: number
  /** The share of answers that never come back: what was asked for is done. */
  readonly lostOnTheWayBack: number
  /** The share of requests that arrive twice. */
  readonly doubled: number
  readonly latencyMs: readonly [least: number, most: number]
  /** The share of what takes much longer, and how long. */
  readonly slow: number
  readonly slowMs: readonly [least: number, most: number]
  /** A proxy ends streams that soon; `null` for none that does. */
  readonly cutsStreamsMs: number | null
}

/** Nothing goes wrong. */
export const FAIR: Weather = {
  isOnline: true,
  hasPortal: false,
  lostOnTheWay: 0,
  lostOnTheWayBack: 0,
  doubled: 0,
  latencyMs: [15, 120],
  slow: 0,
  slowMs: [0, 0],
  cutsStreamsMs: null,
}

/** A train, a lift, a bad café: most things work in the end. */
const ROUGH: Weather = {
  ...FAIR,
  lostOnTheWay: 0.06,
  lostOnTheWayBack: 0.08,
  doubled: 0.08,
  latencyMs: [30, 900],
  slow: 0.12,
  slowMs: [2_000, 45_000],
}

const OFFLINE: Weather = { ...FAIR, isOnline: false }

/** Bad weather of some kind. */
export function badWeather(dice: Dice): Weather {
  return dice.pick([
    ROUGH,
    ROUGH,
    { ...ROUGH, lostOnTheWay: 0.3, lostOnTheWayBack: 0.3 },
    // Everything is sent, and nothing is heard: the worst for whoever rotates.
    { ...ROUGH, lostOnTheWay: 0, lostOnTheWayBack: 0.9 },
    // The browser believes that there is a network.
    { ...FAIR, lostOnTheWay: 1 },
    OFFLINE,
    OFFLINE,
    { ...FAIR, hasPortal: true },
    { ...FAIR, cutsStreamsMs: dice.pick([0, 50, 5_000]) },
  ])
}

/** How long something takes on its way. */
export function travelMs({ latencyMs, slow, slowMs }: Weather, dice: Dice): number {
  return dice.chance(slow) ? dice.between(...slowMs) : dice.between(...latencyMs)
}

/** What stands in front of the server. */
export type Gateway =
  | { readonly kind: 'open' }
  /** Nobody takes the connection. */
  | { readonly kind: 'refuses' }
  /** It answers itself. */
  | { readonly kind: 'answers'; readonly status: number; readonly retryAfterSeconds: number | null }

/** Trouble of some kind at the server's end. */
export function badGateway(dice: Dice): Gateway {
  return dice.pick<Gateway>([
    { kind: 'refuses' },
    { kind: 'answers', status: 502, retryAfterSeconds: null },
    { kind: 'answers', status: 503, retryAfterSeconds: dice.pick([null, 1, 5, 20]) },
    { kind: 'answers', status: 429, retryAfterSeconds: dice.pick([1, 10, 30]) },
    { kind: 'answers', status: 500, retryAfterSeconds: null },
  ])
}
