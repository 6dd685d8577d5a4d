/** For tests of core and of its ports: a clock and randomness under control, and the suite that every store passes. */

import type { ConformanceRunner } from './conformance/harness.ts'
import { identityConformance } from './conformance/identity.ts'
import { sessionConformance } from './conformance/sessions.ts'

export type { ConformanceRunner, StoreUnderTest } from './conformance/harness.ts'
export { type FakeClock, fakeClock } from './fake-clock.ts'
export { seededRandom } from './seeded-random.ts'

/** The suite that every store passes, with the races in it. */
export function storeConformance(runner: ConformanceRunner): void {
  sessionConformance(runner)
  identityConformance(runner)
}
