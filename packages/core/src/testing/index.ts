/** For tests of core and of its ports: a clock and a source of randomness under control. */

export { type FakeClock, fakeClock } from './fake-clock.ts'
export { seededRandom } from './seeded-random.ts'
