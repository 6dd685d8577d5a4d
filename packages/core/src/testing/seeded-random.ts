/** Randomness that repeats itself from a seed: for tests alone, no bit of it is secret. */

import type { Random } from '../world/random.ts'

/** A source of bytes that gives the same bytes for the same seed (xorshift32). */
export function seededRandom(seed: number): Random {
  let state = seed | 0 || 1
  return {
    bytes: (length) => {
      const bytes = new Uint8Array(length)
      for (let i = 0; i < length; i++) {
        state ^= state << 13
        state ^= state >>> 17
        state ^= state << 5
        bytes[i] = state & 255
      }
      return bytes
    },
  }
}
