/** The generic cell rate algorithm on a number that is kept by whoever counts: for limits inside one process. */

/** `burst` at once, then one each `everyMs`. */
export type CellRate = { readonly everyMs: number; readonly burst: number }

/** What taking one comes to. `fullAtMs`: when the bucket is full again, to be kept for the next time. */
export type CellTaken =
  | { readonly ok: true; readonly fullAtMs: number }
  | { readonly ok: false; readonly retryAfterMs: number }

/** Takes one. A moment further ahead than taking can lead was kept while the clock was wrong, and counts for nothing. */
export function takeCell({ everyMs, burst }: CellRate, fullAtMs: number, nowMs: number): CellTaken {
  const tolerated = everyMs * (burst - 1)
  const aheadMs = fullAtMs - nowMs
  if (aheadMs > tolerated && aheadMs <= tolerated + everyMs)
    return { ok: false, retryAfterMs: aheadMs - tolerated }
  const from = aheadMs > 0 && aheadMs <= tolerated ? fullAtMs : nowMs
  return { ok: true, fullAtMs: from + everyMs }
}
