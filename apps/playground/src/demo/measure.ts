/** Measures how long a change takes to be felt. */

import type { Words } from '../journal/journal.ts'
import { momentMs } from '../journal/report.ts'
import { askWith } from './demo-api.ts'

/** When a token was refused, and why. */
export type Refused = { readonly afterMs: number; readonly reason: string }

/** Between two tries: finer than anybody notices, and no storm. */
const PAUSE_MS = 25
const PATIENCE_MS = 10_000

/**
 * Shows a token to the API of the demo again and again until it is refused.
 *
 * @returns `null` when it still was not after ten seconds.
 */
export async function untilRefused(token: string, sinceMs: number): Promise<Refused | null> {
  while (momentMs() - sinceMs < PATIENCE_MS) {
    const verdict = await askWith(token)
    const afterMs = momentMs() - sinceMs
    if (!verdict.ok) return { afterMs, reason: verdict.reason }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  return null
}

/** That an end was felt, and how soon. */
export function feltWords(afterMs: number): Words {
  return {
    mark: 'event',
    tone: 'plain',
    title: 'The end is felt here',
    detail: `${inMs(afterMs)} after the click`,
  }
}

/** Milliseconds for people. */
export function inMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}
