/** Interleaved rounds: every contender once per round, so that a noisy spell of the machine hits all alike. */

import { figuresOf, type Figures, type Sample } from '../measure/sample.ts'

/** Something that can be measured for a while, again and again. */
export interface Contender {
  readonly path: string
  readonly name: string
  measure(seconds: number): Promise<Sample>
}

/** A contender's result. */
export interface Row {
  readonly path: string
  readonly name: string
  readonly figures: Figures
}

/** Warms each contender up, then measures all of them `rounds` times over. */
export async function runRounds(
  contenders: readonly Contender[],
  rounds: number,
  seconds: number,
): Promise<readonly Row[]> {
  for (const contender of contenders) await contender.measure(seconds)
  const samples = contenders.map((): Sample[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      samples[index]?.push(await contender.measure(seconds))
    }
  }
  return contenders.map(({ path, name }, index) => ({ path, name, figures: figuresOf(samples[index] ?? []) }))
}
