/** From moments to places: how much of time a window shows, and where now is in it. */

/** A scale. */
export type Scale = {
  readonly pixelsPerMs: number
  /** Where now is, from the left. */
  readonly nowPixels: number
  readonly pastMs: number
  readonly futureMs: number
}

/** Which share of the window is past. */
const PAST_SHARE = 0.4
/** Below this width a window shows less. */
const NARROW_PIXELS = 560

/** The scale of a window of that width. */
export function scaleOf(widthPixels: number): Scale {
  const spanMs = widthPixels < NARROW_PIXELS ? 75_000 : 125_000
  return {
    pixelsPerMs: widthPixels / spanMs,
    nowPixels: widthPixels * PAST_SHARE,
    pastMs: spanMs * PAST_SHARE,
    futureMs: spanMs * (1 - PAST_SHARE),
  }
}

/** The seconds from now that get a label. */
export function ticksOf({ pastMs, futureMs }: Scale): readonly number[] {
  const every = 15
  const first = -Math.floor(pastMs / 1000 / every)
  const last = Math.floor(futureMs / 1000 / every)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * every)
}
