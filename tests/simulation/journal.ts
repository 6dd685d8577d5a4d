/** What happened in a world, line by line: its end is read when something went wrong, its hash shows that a replay is one. */

import { createHash } from 'node:crypto'

/** A journal. */
export type Journal = {
  /** @param who The browser, tab or server; what is written must come out the same in every run of a seed. */
  readonly note: (who: string, what: string) => void
  /** The last lines, oldest first. */
  readonly last: (count: number) => readonly string[]
  /** Of all lines so far. */
  readonly hash: () => string
}

const KEPT = 20_000

/** Opens one. */
export function openJournal(startMs: number, nowMs: () => number): Journal {
  const hash = createHash('sha256')
  const kept: { readonly atMs: number; readonly who: string; readonly what: string }[] = []
  let oldest = 0
  return {
    note: (who, what) => {
      const atMs = nowMs() - startMs
      hash.update(`${atMs} ${who} ${what}\n`)
      if (kept.length < KEPT) kept.push({ atMs, who, what })
      else {
        kept[oldest] = { atMs, who, what }
        oldest = (oldest + 1) % KEPT
      }
    },
    last: (count) =>
      [...kept.slice(oldest), ...kept.slice(0, oldest)]
        .slice(-count)
        .map(({ atMs, who, what }) => `${told(atMs)}  ${who.padEnd(10)} ${what}`),
    hash: () => hash.copy().digest('hex'),
  }
}

/** Days, and the time of day, since the world began. */
function told(ms: number): string {
  const day = Math.floor(ms / 86_400_000)
  return `day ${String(day).padStart(2)} ${new Date(ms % 86_400_000).toISOString().slice(11, 23)}`
}
