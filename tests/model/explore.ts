/** Explores every state that a world can reach, and tells whether a promise is broken anywhere. */

import { initialState, isAtBound, type Rules, type State, transitions } from './refresh-world.ts'

/** What was found. */
export type Exploration = {
  readonly states: number
  /** The steps to the first state that breaks the promise; `null` when none does. */
  readonly violation: readonly string[] | null
  /** States from which no client can ever get a token again. */
  readonly stuck: number
}

/** How to explore. */
export type ExploreOptions = {
  readonly rules: Rules
  /** Whether a state breaks the promise. */
  readonly breaks: (state: State) => boolean
  /** Stop after so many states; what lies beyond is not explored. */
  readonly maxStates?: number
}

/** Explores breadth first, so that a violation comes with its shortest story. */
export function explore({ rules, breaks, maxStates = 400_000 }: ExploreOptions): Exploration {
  const keys: string[] = []
  const indexOf = new Map<string, number>()
  const cameFrom: { readonly from: number; readonly name: string }[] = []
  const incoming: number[][] = []
  const alive: number[] = []
  const add = (state: State, from: number, name: string): number => {
    const key = JSON.stringify(state)
    const known = indexOf.get(key)
    if (known !== undefined) return known
    const index = keys.push(key) - 1
    indexOf.set(key, index)
    cameFrom.push({ from, name })
    incoming.push([])
    return index
  }
  add(initialState(), -1, 'a session is opened')

  for (let index = 0; index < keys.length && keys.length < maxStates; index++) {
    const state = JSON.parse(keys[index] ?? '') as State
    if (breaks(state)) return { states: keys.length, violation: story(cameFrom, index), stuck: 0 }
    if (isAtBound(state)) {
      alive.push(index)
      continue
    }
    for (const { name, to, progress } of transitions(state, rules)) {
      const next = add(to, index, name)
      incoming[next]?.push(index)
      if (progress) alive.push(index)
    }
  }
  const explored = keys.length < maxStates
  return {
    states: keys.length,
    violation: null,
    stuck: explored ? keys.length - reachedBackwards(incoming, alive) : 0,
  }
}

/** How many states lead to one of `goals`. */
function reachedBackwards(incoming: readonly (readonly number[])[], goals: readonly number[]): number {
  const reached = new Set(goals)
  const queue = [...reached]
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    for (const from of incoming[index] ?? []) {
      if (reached.has(from)) continue
      reached.add(from)
      queue.push(from)
    }
  }
  return reached.size
}

function story(
  cameFrom: readonly { readonly from: number; readonly name: string }[],
  end: number,
): readonly string[] {
  const steps: string[] = []
  for (let step = cameFrom[end]; step !== undefined; step = cameFrom[step.from]) steps.unshift(step.name)
  return steps
}
