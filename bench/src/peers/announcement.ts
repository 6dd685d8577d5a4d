/** What a peer tells the benchmark once it listens. */

import { createRequire } from 'node:module'
import type { RequestParts } from '../load/request.ts'

/** A ready peer: its version, and how its hot paths are asked. */
export interface PeerAnnouncement {
  readonly version: string
  /** Requests that can be repeated, by hot path. */
  readonly requests: Readonly<Partial<Record<'check' | 'mint', RequestParts>>>
  /** One refresh token per chain, where the peer has refresh. */
  readonly refreshTokens: readonly string[]
  /** Authorization codes, where the peer was asked for some. */
  readonly codes?: readonly string[]
}

/** The port that the benchmark chose for this peer. */
export function assignedPort(): number {
  return Number(process.argv[2])
}

/** The installed version of a peer's package. */
export function versionOf(packageName: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(packageName) ?? []) {
    try {
      const { version } = createRequire(import.meta.url)(`${folder}/${packageName}/package.json`)
      return String(version)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error
    }
  }
  return 'unknown'
}

/** The `name=value` pairs of an answer's Set-Cookie headers, as one Cookie header. */
export function cookieHeader(setCookies: readonly string[]): string {
  return setCookies.map((cookie) => cookie.slice(0, cookie.indexOf(';'))).join('; ')
}
