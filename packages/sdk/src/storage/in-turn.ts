/** One after the other, in the order in which they were asked for. */

/** Does work once all that was asked for before it is done, whatever came of that. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** A queue. */
export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => {}) // whoever asked for it hears of it
    return done
  }
}
