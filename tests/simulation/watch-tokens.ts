/** No application uses a token past its end, by the true time, with nothing forgiven. */

import type { Ground } from './ground.ts'
import type { Judge } from './judge.ts'
import type { Tab } from './tab.ts'

/** The watch. */
export type TokenWatch = {
  /** An application got a token, and uses it at this very moment. @param leewaySeconds What it asked for. */
  readonly used: (tab: Tab, text: string, leewaySeconds?: number) => void
  /** A token has arrived from the server: whatever misled the tab before, it tells the time. */
  readonly heard: (tab: Tab, askedAtMs: number) => void
  readonly count: () => number
}

/** Keeps it. */
export function watchTokens({ agenda }: Ground, judge: Judge): TokenWatch {
  const heardAtMs = new WeakMap<Tab, number>()
  let count = 0
  return {
    used: (tab, text) => {
      count += 1
      const leftMs = endOf(text) - agenda.nowMs()
      if (leftMs > 0 || tab.browser.machine.hasMisledSince(heardAtMs.get(tab) ?? -Infinity)) return
      judge.find('tokens', tab.name, `uses a token that ended ${-leftMs} ms ago`)
    },
    heard: (tab, askedAtMs) => void heardAtMs.set(tab, Math.max(askedAtMs, heardAtMs.get(tab) ?? -Infinity)),
    count: () => count,
  }
}

/** When a token ends, as it says itself. */
export function endOf(text: string): number {
  const payload: unknown = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString())
  return (payload as { readonly exp: number }).exp * 1000
}
