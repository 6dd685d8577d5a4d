/** Explores every state that a world can reach, and tells whether a promise is broken anywhere. */

import { decodeState, encodeState } from './canonical.ts'
import { isSettled, relevanceOf, type Rules, transitions } from './refresh-world.ts'
import { initialState, type State } from './state.ts'

/** What was found. */
export type Exploration = {
  readonly states: number
  /** Every reachable state was seen. Otherwise the absence of a violation says nothing. */
  readonly complete: boolean
  /** The steps to the first state that breaks the promise; `null` when none does. */
  readonly violation: readonly string[] | null
  /** The steps to the first state from which the owner can never settle; `null` when there is none. */
  readonly stuck: readonly string[] | null
}

/** How to explore. */
export type ExploreOptions = {
  readonly rules: Rules
  /** Whether a state breaks the promise. */
  readonly breaks: (state: State) => boolean
  /** Give up after so many states. */
  readonly maxStates?: number
}

/** Explores breadth first, so that a violation comes with its shortest story. */
export function explore({ rules, breaks, maxStates = 2_000_000 }: ExploreOptions): Exploration {
  const relevance = relevanceOf(rules)
  const texts: string[] = []
  const indexOf = new Map<string, number>()
  const parents: number[] = []
  const names: string[] = []
  /** Edges as two columns: thousands of small arrays would cost more than the exploration. */
  const edges: { readonly from: number[]; readonly to: number[] } = { from: [], to: [] }
  const goals: number[] = []
  const add = (state: State, parent: number, name: string): number => {
    const text = encodeState(state, relevance)
    const known = indexOf.get(text)
    if (known !== undefined) return known
    const index = texts.push(text) - 1
    indexOf.set(text, index)
    parents.push(parent)
    names.push(name)
    return index
  }
  const story = (end: number): readonly string[] => {
    const steps: string[] = []
    for (let at = end; at >= 0; at = parents[at] ?? -1) steps.unshift(names[at] ?? '')
    return steps
  }
  add(initialState(), -1, 'a session is opened')

  for (let index = 0; index < texts.length; index++) {
    if (texts.length > maxStates)
      return { states: texts.length, complete: false, violation: null, stuck: null }
    const state = decodeState(texts[index] ?? '')
    if (breaks(state)) {
      return { states: texts.length, complete: false, violation: story(index), stuck: null }
    }
    if (isSettled(state)) goals.push(index)
    if (state.server.revoked) continue
    for (const { name, to } of transitions(state, rules)) {
      const next = add(to, index, name)
      edges.from.push(index)
      edges.to.push(next)
    }
  }
  const stuck = firstWithoutWayTo(goals, edges, texts.length)
  return {
    states: texts.length,
    complete: true,
    violation: null,
    stuck: stuck === null ? null : story(stuck),
  }
}

/** The first state from which no goal can be reached. */
function firstWithoutWayTo(
  goals: readonly number[],
  edges: { readonly from: readonly number[]; readonly to: readonly number[] },
  states: number,
): number | null {
  const start = new Uint32Array(states + 1)
  for (const to of edges.to) start[to + 1] = (start[to + 1] ?? 0) + 1
  for (let state = 0; state < states; state++)
    start[state + 1] = (start[state + 1] ?? 0) + (start[state] ?? 0)
  const free = start.slice()
  const sources = new Uint32Array(edges.from.length)
  for (const [edge, to] of edges.to.entries()) {
    const place = free[to] ?? 0
    free[to] = place + 1
    sources[place] = edges.from[edge] ?? 0
  }
  const reached = new Uint8Array(states)
  const queue = [...goals]
  for (const goal of queue) reached[goal] = 1
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const from of sources.subarray(start[state], start[state + 1])) {
      if (reached[from] === 1) continue
      reached[from] = 1
      queue.push(from)
    }
  }
  const stuck = reached.indexOf(0)
  return stuck < 0 ? null : stuck
}
