/** Times, durations and lists as a language writes them. */

import type { Messages } from '../messages/messages.ts'

/** How one language writes them. */
export type Formats = {
  /** `5 minutes ago`, `in 2 days`; under a minute either way is `just now`. */
  readonly relativeTime: (atMs: number, nowMs: number) => string
  /** `20 Nov 2026, 09:05 UTC`. */
  readonly absoluteTime: (atMs: number) => string
  /** `7 days`, `1 hour`: the largest unit that fits, rounded to the nearest whole one. */
  readonly duration: (ms: number) => string
  /** `in 20 seconds`, `in 2 minutes`: never sooner than it is. */
  readonly wait: (seconds: number) => string
  /** `example.com or example.org`. */
  readonly anyOf: (things: readonly string[]) => string
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnitSingular, seconds: number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** A week is said in days: as `7 days` stands wherever limits are spoken of. */
const LASTING: ReadonlySet<string> = new Set(['day', 'hour', 'minute'])

/** The formats of a language. */
export function createFormats(tag: string, { common }: Messages): Formats {
  // English alone says neither where; dates are written in the order of most of its countries.
  const region = tag === 'en' ? 'en-GB' : tag
  const relative = new Intl.RelativeTimeFormat(region, { numeric: 'auto' })
  const always = new Intl.RelativeTimeFormat(region, { numeric: 'always' })
  const lists = new Intl.ListFormat(region, { type: 'disjunction' })
  const absolute = new Intl.DateTimeFormat(region, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
    timeZoneName: 'short',
  })
  return {
    relativeTime: (atMs, nowMs) => {
      const seconds = (atMs - nowMs) / 1000
      const fit = UNITS.find(([, size]) => Math.abs(seconds) >= size)
      return fit === undefined ? common.justNow : relative.format(Math.trunc(seconds / fit[1]), fit[0])
    },
    absoluteTime: (atMs) => absolute.format(atMs),
    duration: (ms) => {
      const seconds = ms / 1000
      const [unit, size] =
        UNITS.find(([name, of]) => LASTING.has(name) && seconds >= of) ?? (['minute', 60] as const)
      const amount = Math.max(1, Math.round(seconds / size))
      return new Intl.NumberFormat(region, { style: 'unit', unit, unitDisplay: 'long' }).format(amount)
    },
    wait: (seconds) =>
      seconds < 60
        ? always.format(Math.max(1, Math.ceil(seconds)), 'second')
        : always.format(Math.ceil(seconds / 60), 'minute'),
    anyOf: (things) => lists.format(things),
  }
}
