/** How often browsers ask the server: bounded in every minute, and for the same thing once, however many tabs want it. */

import type { Calm } from './calm.ts'
import type { Ground } from './ground.ts'
import type { Judge } from './judge.ts'
import type { Sent } from './messages.ts'
import type { Tab } from './tab.ts'

/** The watch. */
export type RequestWatch = {
  /** A tab asks. @returns It has its answer, or knows that it gets none. */
  readonly sent: (tab: Tab, request: Sent) => () => void
  readonly count: () => number
  /** The most in a minute, of one browser. */
  readonly most: () => number
  readonly byPath: ReadonlyMap<string, number>
}

const MINUTE_MS = 60_000
/** How many requests a browser may send in a minute, with all its tabs, whatever goes wrong. */
const MOST_IN_A_MINUTE = 90
/** When nothing was wrong for so long, nothing is left of it: no lock of a frozen tab, no answer on its way. */
const CALM_MS = 30_000
/** What one of all tabs asks for all. */
const ONCE = new Set(['/api/auth/session/token', '/api/auth/refresh'])

/** Keeps it. */
export function watchRequests({ agenda }: Ground, calm: Calm, judge: Judge): RequestWatch {
  const recent = new Map<string, number[]>()
  const waiting = new Map<string, Set<Tab>>()
  const byPath = new Map<string, number>()
  let count = 0
  let most = 0

  function countOne({ name, browser }: Tab, path: string): void {
    const times = recent.get(browser.name) ?? []
    recent.set(browser.name, times)
    times.push(agenda.nowMs())
    while ((times[0] ?? Infinity) <= agenda.nowMs() - MINUTE_MS) times.shift()
    count += 1
    byPath.set(path, (byPath.get(path) ?? 0) + 1)
    most = Math.max(most, times.length)
    if (times.length > MOST_IN_A_MINUTE)
      judge.find('requests', name, `sends request ${times.length} of this minute, ${path}`)
  }

  /** In bad weather locks are taken from tabs that wait for long; a machine that sleeps has no weather at all. */
  function compare(tab: Tab, others: ReadonlySet<Tab>, path: string): void {
    if (calm.forMs(tab.browser.name, 'server') < CALM_MS) return
    const other = [...others].find(({ loop }) => !loop.isOver())
    if (other !== undefined)
      judge.find('requests', tab.name, `asks ${path} while ${other.name} waits for the same answer`)
  }

  return {
    sent: (tab, { url, headers, body }) => {
      const { pathname } = new URL(url)
      countOne(tab, pathname)
      if (!ONCE.has(pathname)) return () => {}
      const what = `${tab.browser.name} ${pathname} ${headers.get('coatcheck-session')} ${body}`
      const tabs = waiting.get(what) ?? new Set()
      waiting.set(what, tabs)
      compare(tab, tabs, pathname)
      tabs.add(tab)
      return () => {
        tabs.delete(tab)
        if (tabs.size === 0) waiting.delete(what)
      }
    },
    count: () => count,
    most: () => most,
    byPath,
  }
}
