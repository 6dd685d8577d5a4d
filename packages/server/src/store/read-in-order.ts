/** Keeps a copy of what is stored right when it is read again by several at once. */

/**
 * A read whose result is kept: of those that overlap, what began earlier never replaces what began later.
 *
 * @returns Reads once more; what was stored when it was called is taken when it resolves.
 */
export function readInOrder<T>(read: () => Promise<T>, take: (found: T) => void): () => Promise<void> {
  let begun = 0
  let taken = 0
  return async () => {
    const turn = ++begun
    const found = await read()
    if (turn < taken) return
    taken = turn
    take(found)
  }
}
