/** A day of traffic: what people with so many sessions ask in each hour. */

/** What is asked of the server. */
export const OPERATIONS = ['refresh', 'mint', 'check', 'devices', 'signIn', 'revoke'] as const

export type Operation = (typeof OPERATIONS)[number]

/** Of each session, per second. */
export type Rates = Readonly<Record<Operation, number>>

/** What an hour is like. */
export interface Hour {
  readonly hour: number
  /** The share of all sessions whose person is there. */
  readonly active: number
  readonly happens: 'nothing' | 'outage' | 'revocations'
  readonly rates: Rates
}

/** The share of sessions whose person is there when it is quietest, and when it is busiest. */
export const QUIET = 0.015
export const BUSY = 0.1

/** A session is opened every seven days, and one ended for each that is opened. */
const TURNOVER_SECONDS = 7 * 86_400

/** What each minute of a person who is there asks: half of them hold refresh tokens, half cookies. */
const PER_ACTIVE_MINUTE = { refresh: 0.5, mint: 0.5, check: 1, devices: 0.005 } as const

/** When the nodes and Redis fall over, and when somebody ends 1 % of all sessions in each minute. */
const OUTAGE_AT = 14
const REVOCATIONS_AT = 17
const REVOKED_PER_MINUTE = 0.01

/** The hours of a day. */
export const DAY: readonly Hour[] = Array.from({ length: 24 }, (_, hour) => hourOf(hour))

/** The busiest hour on which nothing happens: what machines are bought for. */
export const PEAK: Hour = DAY.filter(({ happens }) => happens === 'nothing').reduce((one, other) =>
  other.active > one.active ? other : one,
)

function hourOf(hour: number): Hour {
  const active = activeAt(hour)
  const happens = hour === OUTAGE_AT ? 'outage' : hour === REVOCATIONS_AT ? 'revocations' : 'nothing'
  const perSecond = active / 60
  const turnover = (active / BUSY) * (1 / TURNOVER_SECONDS) * 2 // twice the mean at the peak
  return {
    hour,
    active,
    happens,
    rates: {
      refresh: perSecond * PER_ACTIVE_MINUTE.refresh,
      mint: perSecond * PER_ACTIVE_MINUTE.mint,
      check: perSecond * PER_ACTIVE_MINUTE.check,
      devices: perSecond * PER_ACTIVE_MINUTE.devices,
      signIn: turnover,
      revoke: turnover + (happens === 'revocations' ? REVOKED_PER_MINUTE / 60 : 0),
    },
  }
}

/** Quietest at four in the morning, busiest at four in the afternoon. */
function activeAt(hour: number): number {
  const swing = (1 - Math.cos(((hour - 4) / 24) * 2 * Math.PI)) / 2
  return QUIET + (BUSY - QUIET) * swing
}

/** All that is asked in a second of the hour, of each session. */
export function requestsPerSecond({ rates }: Hour): number {
  return OPERATIONS.reduce((sum, operation) => sum + rates[operation], 0)
}

/** How many of each operation stand for the hour when the busiest one is replayed by `peakRequests`. */
export function replayOf(hour: Hour, peakRequests: number): Readonly<Record<Operation, number>> {
  const scale = peakRequests / requestsPerSecond(PEAK)
  const count = (operation: Operation): number => Math.round(hour.rates[operation] * scale)
  return Object.fromEntries(OPERATIONS.map((operation) => [operation, count(operation)])) as Record<
    Operation,
    number
  >
}
