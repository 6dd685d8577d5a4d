/** Times as people of a locale read them. */

import { perLocale } from './per-locale.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

const UNITS: readonly (readonly [unit: 'day' | 'hour' | 'minute', seconds: number])[] = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
]

const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
const exact = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
)
const whole = perLocale((locale) => new Intl.NumberFormat(locale))
const twoDigits = perLocale((locale) => new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 }))
const list = perLocale((locale) => new Intl.ListFormat(locale, { type: 'unit', style: 'short' }))
const units = {
  day: perLocale((locale) => unitFormat(locale, 'day')),
  hour: perLocale((locale) => unitFormat(locale, 'hour')),
  minute: perLocale((locale) => unitFormat(locale, 'minute')),
  second: perLocale((locale) => unitFormat(locale, 'second')),
}

function unitFormat(locale: string, unit: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' })
}

/** `5 minutes ago`, `in 2 days`; `null` for less than a minute either way. */
export function relativeTime(locale: string, atMs: number, nowMs: number): string | null {
  const seconds = (atMs - nowMs) / 1000
  const fit = UNITS.find(([, size]) => Math.abs(seconds) >= size)
  if (fit === undefined) return null
  const [unit, size] = fit
  return relative(locale).format(Math.trunc(seconds / size), unit)
}

/** `0:59`, `29:05`, `5:03:10`, and from a day on `6 days, 3 hours`. */
export function countdown(locale: string, seconds: number): string {
  if (seconds >= DAY) return longDuration(locale, seconds)
  const [hours, minutes] = [Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / MINUTE)]
  const [minutesText, secondsText] = [
    (hours > 0 ? twoDigits : whole)(locale).format(minutes),
    twoDigits(locale).format(Math.floor(seconds % MINUTE)),
  ]
  return [...(hours > 0 ? [whole(locale).format(hours)] : []), minutesText, secondsText].join(':')
}

/** `6 days, 3 hours`, `2 minutes`, `45 seconds`: the two largest units that are not zero. */
export function longDuration(locale: string, seconds: number): string {
  const parts = [
    ['day', Math.floor(seconds / DAY)],
    ['hour', Math.floor((seconds % DAY) / HOUR)],
    ['minute', Math.floor((seconds % HOUR) / MINUTE)],
    ['second', Math.floor(seconds % MINUTE)],
  ] as const
  const first = parts.findIndex(([, amount]) => amount > 0)
  const told =
    first === -1 ? parts.slice(3) : parts.slice(first, first + 2).filter(([, amount]) => amount > 0)
  return list(locale).format(told.map(([unit, amount]) => units[unit](locale).format(amount)))
}

/** `20 Nov 2026, 12:05`, in the time zone of the person. */
export function exactTime(locale: string, at: Date): string {
  return exact(locale).format(at)
}
