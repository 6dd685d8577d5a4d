/**
 * Makes equal worlds one state: what can matter no more is dropped, keys are numbered by their first mention, the two
 * tabs are interchangeable. Then a state is a short text, so that hundreds of thousands fit in memory.
 */

import type { Key, ModelRequest, ModelServer } from './model-reading.ts'
import type { Response, State, Tab } from './state.ts'

/** What decides what can still matter. */
export type Relevance = {
  /** Whether anybody asks how old the last step is. */
  readonly timeMatters: boolean
}

/** The one text for a state and all that are equal to it. */
export function encodeState(state: State, relevance: Relevance): string {
  prune(state, relevance)
  const text = encodeOrdered(state)
  swapTabs(state)
  const swapped = encodeOrdered(state)
  return text < swapped ? text : swapped
}

function prune(state: State, { timeMatters }: Relevance): void {
  const { server, storage } = state
  if (!timeMatters) server.fresh = false
  // An answer about a token that is not in the storage any more tells nothing: it is as good as lost.
  state.responses = state.responses.filter(({ asked }) => asked === storage.counter)
  for (const tab of state.tabs) {
    if (tab.asked !== storage.counter) tab.asked = -1
    if (tab.superseded !== storage.counter) tab.superseded = -1
  }
}

function swapTabs(state: State): void {
  state.tabs.reverse()
  const swap = (tab: number): number => (tab === 0 ? 1 : tab === 1 ? 0 : tab)
  state.lock = swap(state.lock)
  for (const request of state.requests) request.from = swap(request.from)
  for (const response of state.responses) response.to = swap(response.to)
}

function encodeOrdered(state: State): string {
  renumberKeys(state)
  const responses = new Set(state.responses.map(packResponse).toSorted(ascending))
  const numbers = [
    packServer(state.server),
    state.rollbacks,
    state.storage.counter * 32 + packKey(state.storage.key),
    state.lock + 1,
    ...state.tabs.map(packTab),
    state.thief === null ? 0 : 1 + state.thief.counter * 32 + packKey(state.thief.key),
    packSteps(state.ownerGot),
    packSteps(state.thiefGot),
    state.before.length,
    ...state.before.map(packServer),
    state.requests.length,
    ...state.requests.map(packRequest).toSorted(ascending),
    ...responses,
  ]
  return String.fromCharCode(...numbers)
}

/** Numbers keys by their first mention, in an order that does not depend on their present numbers. */
function renumberKeys(state: State): void {
  const names = new Map<number, number>()
  const rename = (key: Key): Key => {
    if (key === null) return null
    const name = names.get(key) ?? names.size + 1
    names.set(key, name)
    return name
  }
  for (const one of [state.server, ...state.before]) {
    one.key = rename(one.key)
    if (one.previousKey !== 'unknown') one.previousKey = rename(one.previousKey)
  }
  state.storage.key = rename(state.storage.key)
  if (state.thief !== null) state.thief.key = rename(state.thief.key)
  state.requests.sort((a, b) => packWithoutKey(a) - packWithoutKey(b))
  for (const request of state.requests) request.key = rename(request.key)
  state.nextKey = names.size + 1
}

const ascending = (a: number, b: number): number => a - b
const PHASES = ['idle', 'locked', 'waiting'] as const

const packKey = (key: Key | 'unknown'): number => (key === null ? 0 : key === 'unknown' ? 31 : key)
const unpackKey = (packed: number): Key => (packed === 0 ? null : packed)

function packServer(one: ModelServer): number {
  const flags = Number(one.fresh) + 2 * Number(one.stepUp) + 4 * Number(one.revoked)
  return ((one.counter * 32 + packKey(one.key)) * 32 + packKey(one.previousKey)) * 8 + flags
}

function unpackServer(packed: number): ModelServer {
  const previous = (packed >> 3) & 31
  return {
    counter: packed >> 13,
    key: unpackKey((packed >> 8) & 31),
    previousKey: previous === 31 ? 'unknown' : unpackKey(previous),
    fresh: (packed & 1) !== 0,
    stepUp: (packed & 2) !== 0,
    revoked: (packed & 4) !== 0,
  }
}

function packTab({ phase, asked, superseded }: Tab): number {
  return (PHASES.indexOf(phase) * 8 + asked + 1) * 8 + superseded + 1
}

function unpackTab(packed: number): Tab {
  return {
    phase: PHASES[packed >> 6] ?? 'idle',
    asked: ((packed >> 3) & 7) - 1,
    superseded: (packed & 7) - 1,
  }
}

function packWithoutKey({ from, counter, stepUp, stillCurrent, sinceTheft }: ModelRequest): number {
  const flags = Number(stepUp) + 2 * Number(stillCurrent) + 4 * Number(sinceTheft)
  return (from * 8 + counter) * 8 + flags
}

const packRequest = (request: ModelRequest): number => packWithoutKey(request) * 32 + packKey(request.key)

function unpackRequest(packed: number): ModelRequest {
  return {
    from: packed >> 11,
    counter: (packed >> 8) & 7,
    stepUp: (packed & 32) !== 0,
    stillCurrent: (packed & 64) !== 0,
    sinceTheft: (packed & 128) !== 0,
    key: unpackKey(packed & 31),
  }
}

function packResponse({ to, asked, outcome, counter }: Response): number {
  return ((to * 8 + asked) * 8 + counter) * 2 + Number(outcome === 'token')
}

function unpackResponse(packed: number): Response {
  return {
    to: packed >> 7,
    asked: (packed >> 4) & 7,
    counter: (packed >> 1) & 7,
    outcome: (packed & 1) === 0 ? 'superseded' : 'token',
  }
}

const packSteps = (steps: readonly number[]): number => steps.reduce((bits, step) => bits | (1 << step), 0)
const unpackSteps = (bits: number): number[] => [0, 1, 2, 3, 4, 5, 6, 7].filter((step) => (bits >> step) & 1)

/** The state that a text stands for. */
export function decodeState(text: string): State {
  let at = 0
  const next = (): number => text.charCodeAt(at++)
  const many = <T>(count: number, unpack: (packed: number) => T): T[] =>
    Array.from({ length: count }, () => unpack(next()))

  const server = unpackServer(next())
  const rollbacks = next()
  const stored = next()
  const lock = next() - 1
  const tabs = many(2, unpackTab)
  const stolen = next()
  const ownerGot = unpackSteps(next())
  const thiefGot = unpackSteps(next())
  const before = many(next(), unpackServer)
  const requests = many(next(), unpackRequest)
  const responses = many(text.length - at, unpackResponse)
  const thief = stolen === 0 ? null : { counter: (stolen - 1) >> 5, key: unpackKey((stolen - 1) & 31) }
  const storage = { counter: stored >> 5, key: unpackKey(stored & 31) }
  const keys = [server, ...before].flatMap(({ key, previousKey }) => [key, previousKey])
  const known = [...keys, storage.key, thief?.key, ...requests.map(({ key }) => key)]
  const nextKey =
    1 + known.reduce<number>((most, key) => (typeof key === 'number' ? Math.max(most, key) : most), 0)
  return {
    server,
    before,
    rollbacks,
    storage,
    lock,
    tabs,
    requests,
    responses,
    thief,
    ownerGot,
    thiefGot,
    nextKey,
  }
}
