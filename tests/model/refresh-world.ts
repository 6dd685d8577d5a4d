/**
 * A small world around the real refresh decision: two tabs that share one storage, a network that loses, duplicates
 * and delays, a store that may lose its last write, a thief. Every step that any of them can take next is listed, so
 * that all of their interleavings can be explored.
 */

import { decideRefresh } from '@coatcheck/core'
import type { Relevance } from './canonical.ts'
import {
  attemptOf,
  type Key,
  type ModelRequest,
  type ModelServer,
  readingOf,
  sameBytes,
} from './model-reading.ts'
import { copyState, NO_LOCK, type State, THIEF } from './state.ts'

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
  /** Whether all retries come within the retry window of the step that they repeat, or all after it. */
  readonly retries?: 'in-window' | 'after-window'
  /** How many steps a request may be behind when the network finally delivers it (default 2). */
  readonly oldestRequest?: number
  readonly stepUps?: boolean
  /** How many of its last writes the store may lose, once, in a failover (default 0). */
  readonly lostWrites?: number
  /** A lock can be taken from a tab that froze. */
  readonly stolenLocks?: boolean
  /** Somebody copies the token at rest, the request in flight with its key, or the whole storage. */
  readonly theft?: 'token' | 'request' | 'storage'
  /** The thief can step up, too. */
  readonly thiefKnowsPassword?: boolean
  /** A wrong server, as a control: behind a step-up it goes on to say superseded to who has read again. */
  readonly supersededForever?: boolean
}

/** One thing that can happen, and the state it leads to. */
export type Transition = { readonly name: string; readonly to: State }

const TABS = [0, 1] as const
const DEEP = process.env['COATCHECK_MODEL'] === 'deep'
/** How many rotations are explored. */
const MAX_COUNTER = DEEP ? 4 : 3
/** How many requests are under way at once. A thief multiplies the states. */
const maxRequests = (rules: Rules): number => (DEEP || rules.theft === undefined ? 3 : 2)
const MAX_RESPONSES = 2

/** What can still matter in a world with these rules. */
export function relevanceOf(rules: Rules): Relevance {
  return {
    timeMatters: !rules.keyed || rules.windowForKeyed === true || rules.theft !== undefined,
  }
}

/** Whether the owner has what can be waited for: the current token, or the certainty that the session is over. */
export function isSettled({ server, storage }: State): boolean {
  return server.revoked || storage.counter === server.counter
}

/** Everything that can happen next. */
export function transitions(state: State, rules: Rules): Transition[] {
  const found: Transition[] = []
  const add = (name: string, change: (next: State) => void): void => {
    const to = copyState(state)
    change(to)
    found.push({ name, to })
  }

  if (state.server.fresh && rules.retries === undefined) {
    add('ten seconds pass', (next) => void (next.server.fresh = false))
  }
  for (const [index, older] of state.before.entries()) {
    add(`the store loses its last ${index + 1} writes`, (next) => {
      next.server = { ...older, fresh: false }
      next.before = []
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

type Add = (name: string, change: (next: State) => void) => void

function tabTransitions(state: State, rules: Rules, tab: number, add: Add): void {
  const { phase } = at(state.tabs, tab)
  const lockIsFree = state.lock === NO_LOCK || (rules.stolenLocks === true && state.lock !== tab)
  if (phase === 'idle' && lockIsFree) {
    add(`tab ${tab} takes the lock`, (next) => {
      next.lock = tab
      at(next.tabs, tab).phase = 'locked'
    })
  }
  if (phase === 'locked' && state.requests.length < maxRequests(rules)) {
    const kinds = rules.stepUps === true ? [false, true] : [false]
    for (const stepUp of kinds) {
      add(`tab ${tab} ${stepUp ? 'steps up' : 'refreshes'}`, (next) => send(next, rules, tab, stepUp))
    }
  }
  if (phase === 'waiting') {
    add(`tab ${tab} gives up or crashes`, (next) => {
      next.tabs[tab] = { phase: 'idle', asked: -1, superseded: -1 }
      if (next.lock === tab) next.lock = NO_LOCK
    })
  }
}

/** In the task that sends, a tab reads token and key again and keeps a new key before the request leaves. */
function send(next: State, rules: Rules, index: number, stepUp: boolean): void {
  const tab = at(next.tabs, index)
  const { counter } = next.storage
  // A pending key goes with whatever is sent next for its token, in a session without keys too.
  const usesKey = rules.keyed || stepUp || next.storage.key !== null
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
  if (server.revoked) return { outcome: 'nothing' }
  if (server.counter === request.counter) {
    // The edge of what is explored: the last token is not redeemed, but the ones before it are still judged.
    return server.counter >= MAX_COUNTER ? { outcome: 'nothing' } : step(state, rules, request, false)
  }
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
      return step(state, rules, request, true)
    case 'reuse': {
      const isHidden =
        rules.supersededForever === true && server.stepUp && server.counter - request.counter === 1
      return isHidden ? { outcome: 'superseded', counter: server.counter, access: false } : revoke(server)
    }
    case 'advance':
    case 'catch-up':
    case 'ended':
    case 'invalid':
    case 'key-required':
    case 'pending':
      throw new Error(`the model never gets to ${decision.kind}`)
  }
}

function step(state: State, rules: Rules, request: ModelRequest, afterRollback: boolean): Answer {
  const { server } = state
  const counter = request.counter + 1
  const canBeLost = state.rollbacks === 0 ? (rules.lostWrites ?? 0) : 0
  state.before = [{ ...server, fresh: false }, ...state.before].slice(0, canBeLost)
  state.server = {
    counter,
    key: request.key,
    previousKey: afterRollback ? 'unknown' : server.key,
    fresh: rules.retries !== 'after-window',
    stepUp: request.stepUp,
    revoked: false,
  }
  // What the network still holds back by now is older than a minute: nothing is claimed of that.
  const oldest = rules.oldestRequest ?? 2
  state.requests = state.requests.filter((one) => counter - one.counter <= oldest)
  return { outcome: 'token', counter, access: true }
}

function revoke(server: ModelServer): Answer {
  server.revoked = true
  return { outcome: 'nothing' }
}

function receive(next: State, index: number): void {
  const [response] = next.responses.splice(index, 1)
  if (response === undefined) return
  const tab = at(next.tabs, response.to)
  if (tab.phase !== 'waiting' || tab.asked !== response.asked) return
  next.tabs[response.to] = { phase: 'idle', asked: -1, superseded: -1 }
  if (next.lock === response.to) next.lock = NO_LOCK
  if (next.storage.counter !== response.asked) return
  if (response.outcome === 'superseded') at(next.tabs, response.to).superseded = response.asked
  else next.storage = { counter: response.counter, key: null }
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
  if (state.requests.length >= maxRequests(rules) || state.requests.some(({ from }) => from === THIEF)) return
  for (const stepUp of rules.thiefKnowsPassword === true ? [false, true] : [false]) {
    add(stepUp ? 'the thief steps up' : 'the thief refreshes', ({ thief, requests, ...next }) => {
      if (thief === null) return
      if ((rules.keyed || stepUp) && thief.key === null) thief.key = next.nextKey
      const { counter, key } = thief
      requests.push({ from: THIEF, counter, key, stepUp, stillCurrent: false, sinceTheft: true })
    })
  }
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

function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new RangeError(`nothing at ${index}`)
  return item
}
