/** Times as people of a locale read them. */

import { formatClock, formatDuration, formatRelative } from '../../session-config/format-duration.ts'
import { perLocale } from './per-locale.ts'

const MINUTE_MS = 60_000
const DAY_SECONDS = 86_400

const exact = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
)

/** `5 minutes ago`, `in 2 days`; `null` for less than a minute either way. */
export function relativeTime(locale: string, at: Date, nowMs: number): string | null {
  const isNow = Math.abs(at.getTime() - nowMs) < MINUTE_MS
  return isNow ? null : formatRelative(at, new Date(nowMs), { locale })
}

/** `0:59`, `29:05`, `5:03:10`, and from a day on `6 days, 3 hours`. */
export function countdown(locale: string, seconds: number): string {
  return seconds < DAY_SECONDS ? formatClock(seconds, { locale }) : formatDuration(seconds, { locale })
}

/** `20 Nov 2026, 12:05`, in the time zone of the person. */
export function exactTime(locale: string, at: Date): string {
  return exact(locale).format(at)
}
