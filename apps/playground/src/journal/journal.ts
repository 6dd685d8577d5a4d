/** The journal: everything that happened, as the timeline and the list below it show it. */

import type { TraceEntry } from '@coatcheck/sdk/browser'
import { observable, type Observable } from '../observable.ts'
import { momentMs, type Report } from './report.ts'
import { answerWords, wordsOf } from './words.ts'

/** Where something happened. */
export type Lane = 'browser' | 'api' | 'phone'

/** How it is to be taken. */
export type Tone = 'quiet' | 'plain' | 'good' | 'warn' | 'bad'

/** What it looks like on the timeline. */
export type Mark = 'request' | 'token' | 'event' | 'act' | 'lost' | 'end'

/** What is said of something. */
export type Words = {
  readonly mark: Mark
  readonly tone: Tone
  readonly title: string
  readonly detail?: string | undefined
}

/** Something that happened. */
export type Entry = Words & {
  readonly id: number
  readonly lane: Lane
  readonly atMs: number
  /** How long it took; `null` for what takes no time, or is under way. */
  readonly tookMs: number | null
  readonly isUnderWay: boolean
}

/** The life of a token. */
export type TokenLife = {
  readonly id: string
  readonly lane: Lane
  readonly role: string | null
  readonly fromMs: number
  readonly untilMs: number
  /** When it was of no more use: another one took its place, or its session ended. */
  readonly doneMs: number | null
  readonly wasEnded: boolean
}

/** All of it. */
export type JournalState = {
  /** The newest last. */
  readonly entries: readonly Entry[]
  readonly lives: readonly TokenLife[]
  /** When the token of a lane is renewed. */
  readonly planned: { readonly [L in Lane]?: number | null }
}

/** The journal. */
export type Journal = {
  readonly state: Observable<JournalState>
  /** Writes down what a client reports. */
  readonly report: (lane: Lane, report: Report) => void
  /** Writes down what the page itself did or measured. */
  readonly note: (lane: Lane, words: Words, tookMs?: number) => void
}

const MOST_ENTRIES = 500
const MOST_LIVES = 40

/** Makes an empty one. */
export function createJournal(): Journal {
  const state = observable<JournalState>({ entries: [], lives: [], planned: {} })
  let ids = 0

  function add(lane: Lane, words: Words, atMs: number, more: Partial<Entry> = {}): number {
    const entry = { ...words, id: (ids += 1), lane, atMs, tookMs: null, isUnderWay: false, ...more }
    state.set((before) => ({ ...before, entries: [...before.entries.slice(1 - MOST_ENTRIES), entry] }))
    return entry.id
  }

  /** The entries of requests under way, by lane and number. */
  const requests = new Map<string, number>()

  function trace(lane: Lane, { entry, atMs }: Extract<Report, { kind: 'trace' }>): void {
    if (entry.kind === 'planned')
      state.set((before) => ({ ...before, planned: { ...before.planned, [lane]: atMs + entry.afterMs } }))
    if (entry.kind === 'response') return answer(`${lane} ${entry.id}`, entry)
    const id = add(lane, wordsOf(entry), atMs, { isUnderWay: entry.kind === 'request' })
    if (entry.kind === 'request') requests.set(`${lane} ${entry.id}`, id)
  }

  function answer(request: string, entry: Extract<TraceEntry, { kind: 'response' }>): void {
    const id = requests.get(request)
    requests.delete(request)
    const change = { ...answerWords(entry), tookMs: entry.tookMs, isUnderWay: false }
    state.set((before) => ({
      ...before,
      entries: before.entries.map((known) => (known.id === id ? { ...known, ...change } : known)),
    }))
  }

  function report(lane: Lane, told: Report): void {
    switch (told.kind) {
      case 'trace':
        return trace(lane, told)
      case 'token': {
        const { id, role, remainingMs } = told.token
        const life = {
          id,
          lane,
          role,
          fromMs: told.atMs,
          untilMs: told.atMs + remainingMs,
          doneMs: null,
          wasEnded: false,
        }
        return state.set((before) => ({
          ...before,
          lives: [...finished(before.lives, life, false), life].slice(-MOST_LIVES),
        }))
      }
      case 'signed-out':
        state.set((before) => ({
          ...before,
          lives: finished(before.lives, { lane, fromMs: told.atMs }, true),
          planned: { ...before.planned, [lane]: null },
        }))
        break
      case 'lost':
      case 'signed-in':
      case 'status':
        break
    }
    add(lane, wordsOf(told), told.atMs)
  }

  return {
    state,
    report,
    note: (lane, words, tookMs) => void add(lane, words, momentMs(), { tookMs: tookMs ?? null }),
  }
}

/** What a lane holds is done: a token has a successor, or none any more. */
function finished(
  lives: readonly TokenLife[],
  { lane, fromMs }: Pick<TokenLife, 'lane' | 'fromMs'>,
  wasEnded: boolean,
): readonly TokenLife[] {
  return lives.map((life) =>
    life.lane === lane && life.doneMs === null && life.untilMs > fromMs
      ? { ...life, doneMs: fromMs, wasEnded }
      : life,
  )
}
