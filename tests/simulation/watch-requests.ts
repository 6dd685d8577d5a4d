/** How often browsers ask the server: bounded in every minute, and little while nothing happens. */

import type { Ground } from './ground.ts'
import type { Judge } from './judge.ts'
import type { Tab } from './tab.ts'

/** The watch. */
export type RequestWatch = {
  readonly sent: (tab: Tab, path: string) => void
  readonly count: () => number
  /** The most in a minute, of one browser. */
  readonly most: () => number
  readonly byPath: ReadonlyMap<string, number>
}

const MINUTE_MS = 60_000

/** Keeps it. @param boundOf How many requests a browser may send in a minute, as it is now. */
export function watchRequests(
  { agenda }: Ground,
  judge: Judge,
  boundOf: (browser: string) => number,
): RequestWatch {
  const recent = new Map<string, number[]>()
  const byPath = new Map<string, number>()
  let count = 0
  let most = 0
  return {
    sent: (tab, path) => {
      const { name } = tab.browser
      const times = recent.get(name) ?? []
      recent.set(name, times)
      times.push(agenda.nowMs())
      while ((times[0] ?? Infinity) <= agenda.nowMs() - MINUTE_MS) times.shift()
      count += 1
      byPath.set(path, (byPath.get(path) ?? 0) + 1)
      most = Math.max(most, times.length)
      if (times.length > boundOf(name))
        judge.find('requests', tab.name, `sends request ${times.length} of this minute, ${path}`)
    },
    count: () => count,
    most: () => most,
    byPath,
  }
}
