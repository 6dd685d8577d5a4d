/** One measured round, and the median over rounds. */

/** What one round counted. */
export interface Sample {
  readonly operations: number
  readonly cpuMicroseconds: number
  readonly wallMicroseconds: number
}

/** A contender's figures over all rounds. */
export interface Figures {
  /** CPU microseconds per operation, median of the rounds. */
  readonly cpuMicroseconds: number
  /** Operations per second of wall time, median of the rounds. */
  readonly perSecond: number
  readonly rounds: readonly Sample[]
}

/** The medians of the given rounds. */
export function figuresOf(rounds: readonly Sample[]): Figures {
  return {
    cpuMicroseconds: median(rounds.map((round) => round.cpuMicroseconds / round.operations)),
    perSecond: median(rounds.map((round) => (round.operations / round.wallMicroseconds) * 1e6)),
    rounds,
  }
}

/** The middle value (of an even number: the mean of the middle two). */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new RangeError('the median of nothing was asked for')
  return (upper + lower) / 2
}
