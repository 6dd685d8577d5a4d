/** How work inside a transaction gives up: nothing of it is written, and whoever asked gets an outcome. */

/** Thrown inside a transaction; it is rolled back, and this is its outcome. */
export class Abandoned<T> extends Error {
  readonly outcome: T

  constructor(outcome: T) {
    super('nothing was written')
    this.outcome = outcome
  }
}

/** What a transaction gave, or the outcome with which it was abandoned. */
export async function outcomeOf<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Abandoned) return error.outcome as T
    throw error
  }
}
