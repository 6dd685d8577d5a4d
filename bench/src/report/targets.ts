/** What Coatcheck must reach beside each peer, on the same core in the same run. */

/** A bound on a figure. */
export interface Target {
  readonly bound: 'at least' | 'at most'
  readonly value: number
}

/** By path and peer: how many times less CPU (or, for what waits on the disk, more per second) it takes than the peer. */
const BESIDE_PEERS: readonly (readonly [path: string, peer: string, times: number])[] = [
  ['check', 'better-auth', 25],
  ['check', 'express-session', 2.5],
  ['mint', 'better-auth', 8],
  ['refresh', 'oidc-provider', 3],
  ['refresh grant', 'oidc-provider', 3],
  ['code redemption', 'oidc-provider', 2],
  ['durable refresh, in process', 'one fsync per refresh', 5],
  ['verify RS256, cold', '@clerk/backend', 5],
  ['verify RS256, cold', 'jose', 2.5],
  ['verify ES256, cold', 'jose', 2],
  ['verify RS256, repeated', '@clerk/backend', 150],
  ['mint ES256, in process', 'jose', 4],
  ['mint ES256, in process', 'jsonwebtoken', 1.2],
]

/** Paths that are compared with the check of an opaque session, and how many times its CPU time they may take. */
const BESIDE_CHECK: Readonly<Record<string, Target>> = {
  introspection: { bound: 'at most', value: 1.3 },
  'API key check': { bound: 'at most', value: 1.3 },
}

/** Paths that are compared by operations per second instead of CPU time. */
const BOUND_BY_DISK: readonly string[] = ['durable refresh, in process']

export const IDLE_MEBIBYTES: Target = { bound: 'at most', value: 120 }
export const LISTENING_MS: Target = { bound: 'at most', value: 500 }
/** Of a token that is refused before its signature is looked at. */
export const REFUSAL_MICROSECONDS: Target = { bound: 'at most', value: 50 }
/** From a revocation's answer until every verifier refuses. */
export const REFUSED_MS: Target = { bound: 'at most', value: 250 }
export const IDLE_VERIFIERS_PERCENT: Target = { bound: 'at most', value: 1 }
export const REMEMBERED_MEBIBYTES: Target = { bound: 'at most', value: 10 }
/** The largest session table's cost over the smallest one's. */
export const GROWTH: Target = { bound: 'at most', value: 1.3 }

/** The target beside this peer on this path, if one was set. */
export function targetBeside(path: string, peer: string): Target | null {
  const found = BESIDE_PEERS.find(([onPath, of]) => onPath === path && peer.startsWith(of))
  return found === undefined ? null : { bound: 'at least', value: found[2] }
}

/** The target of a path that is compared with the check of an opaque session; `null` for any other path. */
export function targetBesideCheck(path: string): Target | null {
  return BESIDE_CHECK[path] ?? null
}

/** Whether the path is compared by operations per second. */
export function isBoundByDisk(path: string): boolean {
  return BOUND_BY_DISK.includes(path)
}

/** Whether the value keeps to its target. */
export function keeps(value: number, { bound, value: limit }: Target): boolean {
  return bound === 'at least' ? value >= limit : value <= limit
}
