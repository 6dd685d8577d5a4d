/** A running server under measurement, whoever made it. */

import type { Traffic } from '../load/traffic.ts'

/** The hot paths that are compared over HTTP. */
export const HOT_PATHS = ['check', 'mint', 'refresh', 'devices'] as const

export type HotPath = (typeof HOT_PATHS)[number]

/** The paths of OAuth and API keys, with the check that some of them are compared with. */
export const OAUTH_PATHS = [
  'check',
  'refresh grant',
  'code redemption',
  'introspection',
  'API key check',
] as const

/** Whatever can be measured over HTTP. */
export type HttpPath = HotPath | (typeof OAUTH_PATHS)[number]

/** Its process, its port, and the traffic of each path that it has. */
export interface MeasuredServer {
  readonly name: string
  readonly pid: number
  readonly port: number
  readonly traffic: Readonly<Partial<Record<HttpPath, Traffic>>>
  stop(): Promise<void>
}
