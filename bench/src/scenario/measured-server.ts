/** A running server under measurement, whoever made it. */

import type { Traffic } from '../load/traffic.ts'

/** The hot paths that are compared over HTTP. */
export const HOT_PATHS = ['check', 'mint', 'refresh', 'devices'] as const

export type HotPath = (typeof HOT_PATHS)[number]

/** Its process, its port, and the traffic of each hot path that it has. */
export interface MeasuredServer {
  readonly name: string
  readonly pid: number
  readonly port: number
  readonly traffic: Readonly<Partial<Record<HotPath, Traffic>>>
  stop(): Promise<void>
}
