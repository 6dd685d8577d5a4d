/** The application of the demo at work: it asks its API every few seconds, and says what came back. */

import { ClientError } from '@coatcheck/sdk/browser'
import { momentMs } from '../journal/report.ts'
import type { Words } from '../journal/journal.ts'
import { readVerdict, WHOAMI } from './demo-api.ts'
import { feltWords, inMs, untilRefused } from './measure.ts'
import type { Playground } from './playground.ts'

const EVERY_MS = 3_000

/** Starts it. @returns Stops it. */
export function startHeartbeat(playground: Playground): () => void {
  const { client, journal, endedAt } = playground
  let lastToken: string | null = null

  async function ask(): Promise<void> {
    if (client.state.session === null || document.visibilityState !== 'visible') return
    const startedMs = momentMs()
    try {
      lastToken = await client.getToken()
      const verdict = await readVerdict(await client.authFetch(WHOAMI))
      const words: Words = verdict.ok
        ? {
            mark: 'request',
            tone: 'good',
            title: 'The API took the token',
            detail: `${verdict.role ?? 'no role'}; verified in ${inMs(verdict.verifiedInMs)}, without asking anybody`,
          }
        : { mark: 'request', tone: 'bad', title: 'The API refused the token', detail: verdict.reason }
      journal.note('api', words, momentMs() - startedMs)
    } catch (error) {
      const detail = error instanceof ClientError ? error.code : 'no answer'
      journal.note('api', { mark: 'request', tone: 'warn', title: 'The request did not get through', detail })
    }
  }

  /** What is left of a token when its session is over: nothing, and at once. */
  async function proveRefusal(): Promise<void> {
    const token = lastToken
    lastToken = null
    const { browser: askedMs } = endedAt.get()
    endedAt.set((before) => ({ ...before, browser: null }))
    const sinceMs = askedMs ?? momentMs()
    if (askedMs !== null) journal.note('browser', feltWords(momentMs() - sinceMs))
    const refused = token === null ? null : await untilRefused(token, sinceMs)
    if (refused === null) return
    journal.note('api', {
      mark: 'event',
      tone: 'bad',
      title: 'The API refuses what is left of the token',
      detail: `${refused.reason}, ${inMs(refused.afterMs)} after the act that ended the session`,
    })
  }

  const timer = setInterval(() => void ask(), EVERY_MS)
  const stop = client.onChange(({ type }) => {
    if (type === 'signed-in') void ask()
    if (type === 'signed-out') void proveRefusal()
  })
  return () => {
    clearInterval(timer)
    stop()
  }
}
