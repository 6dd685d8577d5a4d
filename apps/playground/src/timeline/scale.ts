/** From moments to places: how much of time a window shows, and where now is in it. */

/** A scale. */
export type Scale = {
  readonly pixelsPerMs: number
  /** Where now is, from the left. */
  readonly nowPixels: number
  readonly pastMs: number
  readonly futureMs: number
}

/** Below this width a window shows less, and less of what is over: all of a token's minute is to be seen. */
const NARROW_PIXELS = 560

/** The scale of a window of that width. */
export function scaleOf(widthPixels: number): Scale {
  const [pastMs, futureMs] = widthPixels < NARROW_PIXELS ? [25_000, 63_000] : [50_000, 75_000]
  const pixelsPerMs = widthPixels / (pastMs + futureMs)
  return { pixelsPerMs, nowPixels: pastMs * pixelsPerMs, pastMs, futureMs }
}

/** The seconds from now that get a label. */
export function ticksOf({ pastMs, futureMs }: Scale): readonly number[] {
  const every = 15
  const first = -Math.floor(pastMs / 1000 / every)
  const last = Math.floor(futureMs / 1000 / every)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * every)
}

const LABEL_PIXELS = 48

/** Whether the label of a tick fits between it and the end of the window. */
export function hasRoom({ futureMs, pixelsPerMs }: Scale, seconds: number): boolean {
  return (futureMs - seconds * 1000) * pixelsPerMs >= LABEL_PIXELS
}
