/** Everything that chance decides in a simulated world: one seed gives one world. */

/** Dice that fall the same way for the same seed. */
export type Dice = {
  /** A number in [0, 1). */
  readonly number: () => number
  readonly chance: (probability: number) => boolean
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number
  readonly pick: <T>(from: readonly [T, ...(readonly T[])]) => T
  /** A whole number around a mean, now and then much more: how long things take until they happen. */
  readonly about: (mean: number) => number
  readonly bytes: (length: number) => Uint8Array
  /** Other dice: what they decide does not depend on how often these are thrown from now on. */
  readonly fork: () => Dice
}

/** Makes dice (sfc32). */
export function createDice(seed: number): Dice {
  let a = seed | 0
  let b = (seed ^ 0x9e3779b9) | 0
  let c = Math.imul(seed, 0x85ebca6b) | 0
  let count = 1
  const word = (): number => {
    const sum = (a + b + count) | 0
    count = (count + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let i = 0; i < 16; i++) word()

  const number = (): number => word() / 2 ** 32
  const between = (least: number, most: number): number => least + Math.floor(number() * (most - least + 1))
  return {
    number,
    chance: (probability) => number() < probability,
    between,
    pick: (from) => from[between(0, from.length - 1)] ?? from[0],
    about: (mean) => Math.max(1, Math.round(-Math.log(1 - number()) * mean)),
    bytes: (length) => Uint8Array.from({ length }, () => word() & 255),
    fork: () => createDice(word()),
  }
}
