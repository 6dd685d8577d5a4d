/**
 * A small world around the real refresh decision: two tabs that share one storage, a network that loses, duplicates
 * and delays, a store that may lose its last write, a thief. Every step that any of them can take next is listed, so
 * that all of their interleavings can be explored.
 */

import { decideRefresh } from '@coatcheck/core'
import {
  attemptOf,
  type Key,
  type ModelRequest,
  type ModelServer,
  readingOf,
  sameBytes,
} from './model-reading.ts'

/** What may happen in a world, and what its clients do. */
export type Rules = {
  /** Clients send an Idempotency-Key, shared by both tabs through the storage. */
  readonly keyed: boolean
  /** A wrong client, as a control: every tab makes its own key. */
  readonly keyPerTab?: boolean
  /** A wrong server, as a control: the rule for late duplicates of two steps ago is missing. */
  readonly withoutLateDuplicates?: boolean
  /** A wrong server, as a control: keyed sessions have the retry window of those without keys. */
  readonly windowForKeyed?: boolean
  /** A wrong client, as a control: step-ups use a key of their own instead of the pending one. */
  readonly stepUpKeyApart?: boolean
  /** Requests of ordinary refreshes arrive within the retry window of the step they repeat. */
  readonly windowStaysOpen?: boolean
  /** How many steps a request may be behind when the network finally delivers it (default 2). */
  readonly oldestRequest?: number
  readonly stepUps?: boolean
  readonly rollback?: boolean
  /** A lock can be taken from a tab that froze. */
  readonly stolenLocks?: boolean
  /** Somebody copies the token at rest, the request in flight with its key, or the whole storage. */
  readonly theft?: 'token' | 'request' | 'storage'
}

type Response = { to: number; asked: number; outcome: 'token' | 'superseded'; counter: number }

type Tab = { phase: 'idle' | 'locked' | 'waiting'; asked: number; superseded: number }

/** One state of the world. Plain data, so that it can be copied and compared. */
export type State = {
  server: ModelServer
  /** The server before its last write, while that can still be lost. */
  before: ModelServer | null
  rollbacks: number
  storage: { counter: number; key: Key }
  lock: number
  tabs: Tab[]
  requests: ModelRequest[]
  responses: Response[]
  /** What the thief holds; `null` before the theft. */
  thief: { counter: number; key: Key } | null
  /** The steps whose access token the owner, and the thief, got by requests sent since the theft. */
  ownerGot: number[]
  thiefGot: number[]
  nextKey: number
}

/** One thing that can happen, and the state it leads to. */
export type Transition = { readonly name: string; readonly to: State; readonly progress: boolean }

const TABS = [0, 1] as const
const THIEF = 9
/** How many rotations are explored. */
const MAX_COUNTER = process.env['COATCHECK_MODEL'] === 'deep' ? 4 : 3
const MAX_REQUESTS = 3
const MAX_RESPONSES = 2
const NO_LOCK = -1

/** A new session: the token with counter 0 is in the storage. */
export function initialState(): State {
  return {
    server: { counter: 0, key: null, previousKey: null, fresh: false, stepUp: false, revoked: false },
    before: null,
    rollbacks: 0,
    storage: { counter: 0, key: null },
    lock: NO_LOCK,
    tabs: TABS.map(() => ({ phase: 'idle', asked: -1, superseded: -1 })),
    requests: [],
    responses: [],
    thief: null,
    ownerGot: [],
    thiefGot: [],
    nextKey: 1,
  }
}

/** Whether a state is at the edge of what is explored: nothing is claimed of what follows. */
export function isAtBound(state: State): boolean {
  return state.server.counter >= MAX_COUNTER || state.server.revoked
}

/** Everything that can happen next. */
export function transitions(state: State, rules: Rules): Transition[] {
  const found: Transition[] = []
  const add = (name: string, change: (next: State) => boolean | void): void => {
    const to = structuredCloneState(state)
    const progress = change(to) === true
    found.push({ name, to: normalize(to, rules.oldestRequest ?? 2), progress })
  }

  if (state.server.fresh && rules.windowStaysOpen !== true) {
    add('ten seconds pass', (next) => void (next.server.fresh = false))
  }
  if (rules.rollback === true && state.before !== null && state.rollbacks === 0) {
    add('the store loses its last write', (next) => {
      next.server = { ...(next.before ?? next.server), fresh: false }
      next.before = null
      next.rollbacks = 1
    })
  }
  for (const tab of TABS) tabTransitions(state, rules, tab, add)
  for (const [index, request] of state.requests.entries())
    networkTransitions(state, rules, index, request, add)
  for (const [index] of state.responses.entries()) {
    add('a response is lost', (next) => void next.responses.splice(index, 1))
    add('a response arrives', (next) => receive(next, index))
  }
  if (rules.theft !== undefined) thiefTransitions(state, rules, rules.theft, add)
  return found
}

type Add = (name: string, change: (next: State) => boolean | void) => void

function tabTransitions(state: State, rules: Rules, tab: number, add: Add): void {
  const { phase } = at(state.tabs, tab)
  const lockIsFree = state.lock === NO_LOCK || (rules.stolenLocks === true && state.lock !== tab)
  if (phase === 'idle' && lockIsFree) {
    add(`tab ${tab} takes the lock`, (next) => {
      next.lock = tab
      at(next.tabs, tab).phase = 'locked'
    })
  }
  if (phase === 'locked' && state.requests.length < MAX_REQUESTS) {
    const kinds = rules.stepUps === true ? [false, true] : [false]
    for (const stepUp of kinds) {
      add(`tab ${tab} ${stepUp ? 'steps up' : 'refreshes'}`, (next) => send(next, rules, tab, stepUp))
    }
  }
  if (phase === 'waiting') {
    add(`tab ${tab} gives up or crashes`, (next) => {
      at(next.tabs, tab).phase = 'idle'
      if (next.lock === tab) next.lock = NO_LOCK
    })
  }
}

/** In the task that sends, a tab reads token and key again and keeps a new key before the request leaves. */
function send(next: State, rules: Rules, index: number, stepUp: boolean): void {
  const tab = at(next.tabs, index)
  const { counter } = next.storage
  const usesKey = rules.keyed || stepUp
  const isApart = rules.keyPerTab === true || (stepUp && rules.stepUpKeyApart === true)
  let key: Key = null
  if (usesKey) {
    key = isApart ? null : next.storage.key
    if (key === null) key = next.nextKey++
    if (!isApart) next.storage.key = key
  }
  next.requests.push({
    from: index,
    counter,
    key,
    stepUp,
    stillCurrent: tab.superseded === counter,
    sinceTheft: next.thief !== null,
  })
  next.tabs[index] = { phase: 'waiting', asked: counter, superseded: -1 }
}

function networkTransitions(
  state: State,
  rules: Rules,
  index: number,
  request: ModelRequest,
  add: Add,
): void {
  add('a request is lost', (next) => void next.requests.splice(index, 1))
  for (const duplicated of [false, true]) {
    const copies = state.requests.filter(
      ({ key, counter }) => key === request.key && counter === request.counter,
    )
    if (duplicated && copies.length > 1) continue
    add(duplicated ? 'a request arrives and is duplicated' : 'a request arrives', (next) => {
      if (!duplicated) next.requests.splice(index, 1)
      const answer = serve(next, rules, request)
      if (answer.outcome === 'nothing') return
      if (request.from === THIEF) takeByThief(next, answer)
      else if (next.responses.length < MAX_RESPONSES) {
        const { outcome, counter } = answer
        next.responses.push({ to: request.from, asked: request.counter, outcome, counter })
        if (answer.access && request.sinceTheft) gain(next.ownerGot, counter)
      }
    })
  }
}

type Answer =
  | { readonly outcome: 'token'; readonly counter: number; readonly access: boolean }
  | { readonly outcome: 'superseded'; readonly counter: number; readonly access: false }
  | { readonly outcome: 'nothing' }

/** The server: the conditional statement when the counter matches, the real decision when it does not. */
function serve(state: State, rules: Rules, request: ModelRequest): Answer {
  const { server } = state
  if (server.revoked || server.counter >= MAX_COUNTER) return { outcome: 'nothing' }
  if (server.counter === request.counter) return step(state, request, request.counter + 1, false)
  const decision = decideRefresh(
    attemptOf(request),
    readingOf(server, rules.keyed && rules.windowForKeyed !== true),
    sameBytes,
  )
  switch (decision.kind) {
    case 'repeat':
      return { outcome: 'token', counter: server.counter, access: decision.withAccessToken }
    case 'superseded':
      if (rules.withoutLateDuplicates === true && server.counter - request.counter === 2)
        return revoke(server)
      return { outcome: 'superseded', counter: server.counter, access: false }
    case 'fast-forward':
      return step(state, request, request.counter + 1, true)
    case 'reuse':
      return revoke(server)
    case 'advance':
    case 'catch-up':
    case 'ended':
    case 'invalid':
    case 'key-required':
      throw new Error(`the model never gets to ${decision.kind}`)
  }
}

function step(state: State, request: ModelRequest, counter: number, afterRollback: boolean): Answer {
  const { server } = state
  state.before = afterRollback ? null : { ...server }
  state.server = {
    counter,
    key: request.key,
    previousKey: afterRollback ? 'unknown' : server.key,
    fresh: true,
    stepUp: request.stepUp,
    revoked: false,
  }
  return { outcome: 'token', counter, access: true }
}

function revoke(server: ModelServer): Answer {
  server.revoked = true
  return { outcome: 'nothing' }
}

function receive(next: State, index: number): boolean {
  const [response] = next.responses.splice(index, 1)
  if (response === undefined) return false
  const tab = at(next.tabs, response.to)
  if (tab.phase !== 'waiting' || tab.asked !== response.asked) return false
  const isNews = next.storage.counter === response.asked
  next.tabs[response.to] = { phase: 'idle', asked: -1, superseded: -1 }
  if (next.lock === response.to) next.lock = NO_LOCK
  if (response.outcome === 'superseded') {
    if (isNews) at(next.tabs, response.to).superseded = response.asked
    return false
  }
  if (isNews) next.storage = { counter: response.counter, key: null }
  return true
}

function thiefTransitions(state: State, rules: Rules, theft: NonNullable<Rules['theft']>, add: Add): void {
  if (state.thief === null) {
    if (theft === 'token') add('the token is stolen', (next) => steal(next, next.storage.counter, null))
    if (theft === 'storage') {
      add('the storage is stolen', (next) => steal(next, next.storage.counter, next.storage.key))
    }
    if (theft === 'request') {
      for (const request of state.requests) {
        add('a request is captured', (next) => steal(next, request.counter, request.key))
      }
    }
    return
  }
  if (state.requests.length >= MAX_REQUESTS || state.requests.some(({ from }) => from === THIEF)) return
  add('the thief refreshes', (next) => {
    const { thief } = next
    if (thief === null) return
    if (rules.keyed && thief.key === null) thief.key = next.nextKey++
    const { counter, key } = thief
    next.requests.push({ from: THIEF, counter, key, stepUp: false, stillCurrent: false, sinceTheft: true })
  })
}

function steal(next: State, counter: number, key: Key): void {
  next.thief = { counter, key }
}

function takeByThief(next: State, answer: Exclude<Answer, { outcome: 'nothing' }>): void {
  if (answer.outcome !== 'token' || next.thief === null) return
  if (answer.counter > next.thief.counter) next.thief = { counter: answer.counter, key: null }
  if (answer.access) gain(next.thiefGot, answer.counter)
}

function gain(got: number[], counter: number): void {
  if (!got.includes(counter)) got.push(counter)
}

/** Drops what can matter no more, and numbers keys by their first mention, so that equal worlds are one state. */
function normalize(state: State, oldestRequest: number): State {
  const { server } = state
  // A request older than two refreshes is one that the network held back for more than a minute: it is dropped.
  state.requests = state.requests.filter(({ counter }) => server.counter - counter <= oldestRequest)
  const names = new Map<number, number>()
  const rename = (key: Key): Key => {
    if (key === null) return null
    if (!names.has(key)) names.set(key, names.size + 1)
    return names.get(key) ?? null
  }
  const renameServer = (one: ModelServer): void => {
    one.key = rename(one.key)
    if (one.previousKey !== 'unknown') one.previousKey = rename(one.previousKey)
  }
  renameServer(server)
  if (state.before !== null) renameServer(state.before)
  state.storage.key = rename(state.storage.key)
  for (const request of state.requests) request.key = rename(request.key)
  if (state.thief !== null) state.thief.key = rename(state.thief.key)
  state.nextKey = names.size + 1
  state.requests.sort(byText)
  state.responses.sort(byText)
  state.ownerGot.sort((a, b) => a - b)
  state.thiefGot.sort((a, b) => a - b)
  return state
}

function byText(a: object, b: object): number {
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)]
  return textA < textB ? -1 : textA > textB ? 1 : 0
}

function structuredCloneState(state: State): State {
  return {
    ...state,
    server: { ...state.server },
    before: state.before === null ? null : { ...state.before },
    storage: { ...state.storage },
    tabs: state.tabs.map((tab) => ({ ...tab })),
    requests: state.requests.map((request) => ({ ...request })),
    responses: state.responses.map((response) => ({ ...response })),
    thief: state.thief === null ? null : { ...state.thief },
    ownerGot: [...state.ownerGot],
    thiefGot: [...state.thiefGot],
  }
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new RangeError(`nothing at ${index}`)
  return item
}
