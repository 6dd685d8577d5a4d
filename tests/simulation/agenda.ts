/** What is to happen when, in virtual time: nothing passes between two events. */

/** The agenda of a world. */
export type Agenda = {
  /** Milliseconds since 1970, as it truly is in this world. */
  readonly nowMs: () => number
  /** What is due at the same moment happens in the order in which it was put down. @returns Calls it off. */
  readonly after: (ms: number, act: () => void) => () => void
  /** Goes to the next event and lets it happen, if there is one until then. @returns Whether there was. */
  readonly step: (untilMs: number) => boolean
}

type Entry = { readonly atMs: number; readonly order: number; act: (() => void) | null }

/** Makes an empty one. */
export function createAgenda(startMs: number): Agenda {
  const heap: Entry[] = []
  let now = startMs
  let orders = 0
  return {
    nowMs: () => now,
    after: (ms, act) => {
      const entry: Entry = { atMs: now + Math.max(0, Math.ceil(ms)), order: orders++, act }
      push(heap, entry)
      return () => {
        entry.act = null
      }
    },
    step: (untilMs) => {
      for (;;) {
        const [first] = heap
        if (first === undefined || first.atMs > untilMs) {
          now = Math.max(now, untilMs)
          return false
        }
        pop(heap)
        if (first.act === null) continue
        now = first.atMs
        first.act()
        return true
      }
    },
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length
  heap.push(entry)
  while (at > 0) {
    const above = (at - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || !isBefore(entry, parent)) break
    heap[at] = parent
    at = above
  }
  heap[at] = entry
}

function pop(heap: Entry[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    let child = heap[below]
    const other = heap[below + 1]
    if (child === undefined) break
    if (other !== undefined && isBefore(other, child)) {
      below += 1
      child = other
    }
    if (!isBefore(child, last)) break
    heap[at] = child
    at = below
  }
  heap[at] = last
}
