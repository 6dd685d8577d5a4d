/** What happened, in words. */

import { SESSION_ENDED } from '@coatcheck/core/protocol'
import type { TraceEntry } from '@coatcheck/sdk/browser'
import type { Words } from './journal.ts'
import type { Report } from './report.ts'

type Response = Extract<TraceEntry, { kind: 'response' }>
type Told = Exclude<Report, { kind: 'trace' | 'token' }> | Exclude<TraceEntry, Response>

/** The words. */
export function wordsOf(told: Told): Words {
  switch (told.kind) {
    case 'request':
      return {
        mark: 'request',
        tone: 'plain',
        title: requestTitle(told.method, told.path),
        detail: `${told.method} ${told.path}`,
      }
    case 'token':
      return told.from === 'server'
        ? { mark: 'token', tone: 'good', title: 'A new token' }
        : told.from === 'memory'
          ? { mark: 'token', tone: 'quiet', title: 'The token at hand was good' }
          : { mark: 'token', tone: 'good', title: 'A new token, got by another tab' }
    case 'wait':
      return {
        mark: 'event',
        tone: 'quiet',
        title: told.for === 'this-tab' ? 'Joined a request under way' : 'Waited for another tab',
      }
    case 'planned':
      return {
        mark: 'event',
        tone: 'quiet',
        title: `The next renewal is planned`,
        detail: `in ${Math.round(told.afterMs / 1000)} s`,
      }
    case 'wake':
      return { mark: 'event', tone: 'plain', title: WAKES[told.by] }
    case 'events':
      return { mark: 'event', ...EVENTS[told.told] }
    case 'repeat':
      return {
        mark: 'event',
        tone: 'warn',
        title: 'The API refused the token; sent again with a new one',
        detail: told.reason ?? undefined,
      }
    case 'lost':
      return {
        mark: 'lost',
        tone: 'warn',
        title: 'The answer got lost on its way back',
        detail: `${told.lost.method} ${told.lost.path}, which had answered ${told.lost.status}`,
      }
    case 'signed-in':
      return { mark: 'act', tone: 'good', title: 'Signed in', detail: told.name }
    case 'signed-out':
      return {
        mark: 'end',
        tone: 'bad',
        title: 'Signed out',
        detail: `${told.reason}: ${reasonWords(told.reason)}`,
      }
    case 'status':
      return { mark: 'event', ...statusWords(told) }
  }
}

/** Why a session ended, as a sentence. */
export function reasonWords(reason: string): string {
  return Object.hasOwn(SESSION_ENDED, reason) ? SESSION_ENDED[reason as keyof typeof SESSION_ENDED] : reason
}

const WAKES: { readonly [By in Extract<TraceEntry, { kind: 'wake' }>['by']]: string } = {
  visibilitychange: 'The tab is seen again',
  online: 'The network is back',
  pageshow: 'The page came back from the cache',
  resume: 'The tab was thawed',
}

type Saying = Pick<Words, 'tone' | 'title' | 'detail'>

const EVENTS: { readonly [Told in Extract<TraceEntry, { kind: 'events' }>['told']]: Saying } = {
  connected: { tone: 'plain', title: 'Listens to the server’s events' },
  ended: { tone: 'warn', title: 'The server says: the session has ended' },
  outdated: { tone: 'warn', title: 'The server says: what the token says is outdated' },
  lost: { tone: 'plain', title: 'The server’s events broke off' },
}

function statusWords({ status, code, isSignedIn }: Extract<Report, { kind: 'status' }>): Saying {
  const still = isSignedIn ? '; still signed in' : ''
  switch (status) {
    case 'loading':
      return { tone: 'plain', title: 'Finding out who is signed in' }
    case 'signed-in':
      return { tone: 'good', title: 'All is well again', detail: 'status: signed-in' }
    case 'signed-out':
      return { tone: 'plain', title: 'Nobody is signed in', detail: 'status: signed-out' }
    case 'offline':
      return { tone: 'warn', title: `Offline${still}`, detail: 'status: offline' }
    case 'degraded': {
      const why = DEGRADED.get(code ?? '') ?? 'The server answers with an error'
      return { tone: 'warn', title: `${why}${still}`, detail: `status: degraded, ${code}` }
    }
  }
}

/** What is wrong, by the code of the client's error. Every other code is one that the server itself answered. */
const DEGRADED: ReadonlyMap<string, string> = new Map([
  ['unreachable', 'No answer'],
  ['timed_out', 'No answer in time'],
  ['answer_invalid', 'Somebody else answers'],
  ['rate_limited', 'The server asks to wait'],
  ['storage_failed', 'What this browser keeps cannot be read or written'],
])

const REQUESTS: readonly (readonly [pattern: RegExp, title: string])[] = [
  [/^GET \/api\/auth\/session$/, 'Reads its session'],
  [/^GET \/api\/auth\/client$/, 'Asks who is signed in here'],
  [/^POST \/api\/auth\/session\/token$/, 'Mints a token'],
  [/^POST \/api\/auth\/refresh$/, 'Trades the refresh token for the next one'],
  [/^POST \/api\/auth\/login$/, 'Signs in'],
  [/^POST \/api\/auth\/register$/, 'Signs up'],
  [/^POST \/api\/auth\/logout$/, 'Signs out'],
  [/^POST \/api\/auth\/session\/touch$/, 'Says that the person acts'],
  [/^POST \/api\/auth\/session\/activate$/, 'Makes another account the active one'],
  [/^GET \/api\/auth\/sessions$/, 'Lists the devices'],
  [/^DELETE \/api\/auth\/sessions\//, 'Signs out a device'],
]

function requestTitle(method: string, path: string): string {
  const request = `${method} ${path}`
  return REQUESTS.find(([pattern]) => pattern.test(request))?.[1] ?? request
}

/** What became of a request. */
export function answerWords({ status, code, tookMs }: Response): Pick<Words, 'tone' | 'detail'> {
  if (status === null) return { tone: 'warn', detail: `no answer: ${code ?? 'unreachable'}` }
  const detail = `${status}${code === null ? '' : ` ${code}`} after ${Math.round(tookMs)} ms`
  return { tone: status < 400 && code === null ? 'plain' : 'warn', detail }
}
