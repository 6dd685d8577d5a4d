/** Runs so much at once, lets so much wait, and turns the rest away before any work is done. */

/** A pool of turns. */
export type BoundedPool = {
  readonly isFull: () => boolean
  /** Runs the work when its turn comes, first come first served; `null` at once when the queue is full. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T> | null
}

/** Makes a pool that runs `concurrency` works at once and lets `maxQueued` wait. */
export function createBoundedPool(concurrency: number, maxQueued: number): BoundedPool {
  const waiting: (() => void)[] = []
  let running = 0

  const takeTurn = (): Promise<void> => {
    if (running < concurrency) {
      running++
      return Promise.resolve()
    }
    return new Promise((resolve) => waiting.push(resolve))
  }
  const passTurn = (): void => {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
  const runInTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    await takeTurn()
    try {
      return await work()
    } finally {
      passTurn()
    }
  }
  const isFull = (): boolean => running >= concurrency && waiting.length >= maxQueued
  return {
    isFull,
    run: (work) => (isFull() ? null : runInTurn(work)),
  }
}
