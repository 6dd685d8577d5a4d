/** Tests for a place of your own, by whatever runs your tests: `storageConformance(make, { test })`. */

export { cutOffConformance } from './cut-off.ts'
export { deviceKeyConformance } from './device-key.ts'
export { type Fault, type Faults, withFaults } from './faults.ts'
export type { ConformanceRunner, FaultyStorageUnderTest, Make, StorageUnderTest } from './harness.ts'
export { storageConformance } from './storage-conformance.ts'
