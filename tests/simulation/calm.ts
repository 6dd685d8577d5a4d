/** Since when nothing is wrong with a browser and with the server: what may be expected depends on it. */

/** Keeps track. */
export type Calm = {
  /** Something begins to be wrong. @returns It is over. */
  readonly disturb: (where: string) => () => void
  /** Milliseconds since anything was wrong at one of these places; negative while something is. */
  readonly forMs: (...where: readonly string[]) => number
}

/** All is calm, and has been for ever. */
export function createCalm(nowMs: () => number): Calm {
  const wrong = new Map<string, number>()
  const since = new Map<string, number>()
  return {
    disturb: (where) => {
      wrong.set(where, (wrong.get(where) ?? 0) + 1)
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        wrong.set(where, (wrong.get(where) ?? 1) - 1)
        since.set(where, nowMs())
      }
    },
    forMs: (...where) =>
      Math.min(
        ...where.map((one) => ((wrong.get(one) ?? 0) > 0 ? -1 : nowMs() - (since.get(one) ?? -Infinity))),
      ),
  }
}
