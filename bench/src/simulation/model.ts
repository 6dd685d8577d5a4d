/** The capacity model: from measured constants to nodes, shards and gigabytes. */

import { OPERATIONS, PEAK, requestsPerSecond, type Operation, type Rates } from './day.ts'

/** CPU microseconds of one operation. */
export interface Cost {
  readonly server: number
  readonly redis: number
  readonly postgres: number
}

/** What was measured on one kind of storage. */
export interface Constants {
  readonly costs: Readonly<Record<Operation, Cost>>
  /** What the first use of a session costs besides, after Redis lost its memory or was replaced. */
  readonly firstUse: Cost
  /** Between the database and each node, for one revocation. */
  readonly bytesPerRevocation: number
  /** CPU microseconds that a revocation costs every other node. */
  readonly heardMicroseconds: number
  /** Of one session, with its client and its tenth of a user. */
  readonly postgresBytes: number
  readonly redisBytes: number
}

/** Of what a machine is used: the rest is for herds, failovers and the next month. */
const USED_OF_A_CORE = 0.5
const CORES_OF_A_NODE = 4
const GB_OF_A_SHARD = 16
/** A Redis that is half full can still rewrite its file. */
const USED_OF_A_SHARD = 0.5

/** What so many sessions need in the busiest hour. */
export interface Capacity {
  readonly sessions: number
  readonly requestsPerSecond: number
  readonly serverCores: number
  readonly nodes: number
  readonly redisCores: number
  /** Masters; each has a replica beside. */
  readonly redisShards: number
  readonly redisGigabytes: number
  readonly postgresCores: number
  readonly postgresGigabytes: number
  /** Until everybody who was there has been answered once after an outage, with these nodes. */
  readonly herdSeconds: number
  /** Revocations a second that the database's cores carry beside the peak, each core used wholly. */
  readonly revocationsPerSecond: number
}

/** The cost of a mix of operations. @param counts Of each, or per second of each. */
export function costOf(constants: Constants, counts: Rates): Cost {
  const sum = (part: keyof Cost): number =>
    OPERATIONS.reduce((total, operation) => total + counts[operation] * constants.costs[operation][part], 0)
  return { server: sum('server'), redis: sum('redis'), postgres: sum('postgres') }
}

/** What so many active sessions need. */
export function capacityOf(constants: Constants, sessions: number): Capacity {
  const busy = costOf(constants, scaled(PEAK.rates, sessions)) // CPU microseconds per second
  const cores = (microseconds: number): number => microseconds / 1e6 / USED_OF_A_CORE
  const serverCores = cores(busy.server)
  const redisCores = cores(busy.redis)
  const postgresCores = cores(busy.postgres)
  const redisGigabytes = (sessions * constants.redisBytes) / 1e9
  const nodes = Math.max(2, Math.ceil(serverCores / CORES_OF_A_NODE))
  const comingBack = constants.costs.refresh.server + constants.firstUse.server
  const spare = (one: number): number => Math.max(1, Math.ceil(one)) * 1e6
  return {
    sessions,
    requestsPerSecond: requestsPerSecond(PEAK) * sessions,
    serverCores,
    nodes,
    redisCores,
    redisShards: Math.max(
      1,
      Math.ceil(Math.max(redisCores, redisGigabytes / (GB_OF_A_SHARD * USED_OF_A_SHARD))),
    ),
    redisGigabytes,
    postgresCores,
    postgresGigabytes: (sessions * constants.postgresBytes) / 1e9,
    herdSeconds: (PEAK.active * sessions * comingBack) / (nodes * CORES_OF_A_NODE * 1e6),
    revocationsPerSecond: (spare(postgresCores) - busy.postgres) / constants.costs.revoke.postgres,
  }
}

function scaled(rates: Rates, by: number): Rates {
  return Object.fromEntries(OPERATIONS.map((operation) => [operation, rates[operation] * by])) as Rates
}
