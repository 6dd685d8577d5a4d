/** A moment by two clocks: one of them stands still while a machine sleeps, the other may be set. */

/** A moment that was. */
export type Moment = { readonly monotonic: number; readonly wall: number }

/** This one. */
export function thisMoment(): Moment {
  return { monotonic: performance.now(), wall: Date.now() }
}

/** How long ago it was, in milliseconds, by whichever clock says more. */
export function since({ monotonic, wall }: Moment): number {
  return Math.max(performance.now() - monotonic, Date.now() - wall)
}
