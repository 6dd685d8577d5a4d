/** Ids that one maker hands out in an order that can be seen in them, however many fall into one millisecond. */

import type { Random } from '../world/random.ts'
import { type Id, type IdPrefix, idFromBytes, newId, idToBytes } from './id.ts'

/** What twelve bits of a UUIDv7 count (RFC 9562 section 6.2, method 1). */
const MAX_COUNT = 0xfff

/** Makes ids that sort behind all that it made before, also when the clock stands still or goes back. */
export function createRisingIds<P extends IdPrefix>(prefix: P, random: Random): (nowMs: number) => Id<P> {
  let latestMs = 0
  let count = 0
  return (nowMs) => {
    if (nowMs > latestMs) {
      latestMs = nowMs
      count = 0
    } else if (count === MAX_COUNT) {
      latestMs += 1
      count = 0
    } else {
      count += 1
    }
    const bytes = idToBytes(newId(prefix, latestMs, random))
    bytes[6] = 0x70 | (count >> 8)
    bytes[7] = count & 0xff
    return idFromBytes(prefix, bytes)
  }
}
