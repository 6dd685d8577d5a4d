/** Moments as people read them: how long ago, with the exact time in UTC beside it. */

import type { Html } from './html.ts'
import { html } from './html.ts'

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const ABSOLUTE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** `5 minutes ago`, `in 2 days`; under a minute either way is `just now`. */
export function relativeTime(atMs: number, nowMs: number): string {
  const seconds = (atMs - nowMs) / 1000
  const fit = UNITS.find(([, size]) => Math.abs(seconds) >= size)
  if (fit === undefined) return 'just now'
  const [unit, size] = fit
  return RELATIVE.format(Math.trunc(seconds / size), unit)
}

/** `7 days`, `1 hour`: the largest unit that fits, rounded to the nearest whole one. */
export function durationOf(ms: number): string {
  const seconds = ms / 1000
  const [unit, size] =
    UNITS.find(([name, of]) => LASTING.has(name) && seconds >= of) ?? (['minute', 60] as const)
  const amount = Math.max(1, Math.round(seconds / size))
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}

// A week is said in days: as `7 days` stands wherever limits are spoken of.
const LASTING: ReadonlySet<string> = new Set(['day', 'hour', 'minute'])

/** `20 Nov 2026, 09:05 UTC`. */
export function absoluteTime(atMs: number): string {
  return `${ABSOLUTE.format(atMs)} UTC`
}

/** Both forms in one `<time>`, whose `datetime` is for machines. */
export function timeElement(atMs: number, nowMs: number): Html {
  return html`<time datetime="${new Date(atMs).toISOString()}">
    ${relativeTime(atMs, nowMs)} <span class="exact">${absoluteTime(atMs)}</span>
  </time>`
}
