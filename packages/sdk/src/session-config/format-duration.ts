/** Durations in words, in the reader's language. */

/** In which language, and how much. */
export type DurationFormat = {
  /** A BCP 47 tag such as `de-CH`, or several in order. Left out: the runtime's own. */
  readonly locale?: string | readonly string[] | undefined
  /** `long`: 5 minutes; `short`: 5 min; `narrow`: 5m. `long` when left out. */
  readonly style?: 'long' | 'short' | 'narrow' | undefined
  /** How many units at most, from the greatest on: 2 gives days and hours, and leaves minutes out. 2 when left out. */
  readonly units?: number | undefined
}

const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const

/**
 * A duration in words: `29 minutes, 5 seconds`. What is left out is less than the last unit that is said, so nobody is
 * told of more time than there is. Less than nothing is nothing.
 *
 * @throws {RangeError} When it is no duration, or the locale is none.
 */
export function formatDuration(
  seconds: number,
  { locale, style = 'long', units = 2 }: DurationFormat = {},
): string {
  const said = fromFirst(countUnits(seconds), 1).slice(0, Math.max(1, units))
  const shown = said.length === 1 ? said : said.filter(({ count }) => count > 0)
  const parts = shown.map(({ unit, count }) =>
    number(locale, { style: 'unit', unit, unitDisplay: style }).format(count),
  )
  return join(parts, { locale, style })
}

/** A duration as a clock shows it: `29:05`, `1:02:03`, `6:23:59:59` with days. @throws {RangeError} As `formatDuration` does. */
export function formatClock(seconds: number, { locale }: Pick<DurationFormat, 'locale'> = {}): string {
  const fields = fromFirst(countUnits(seconds), 2).map(({ count }, index) =>
    number(locale, { minimumIntegerDigits: index === 0 ? 1 : 2, useGrouping: false }).format(count),
  )
  return fields.join(':')
}

/** `in 5 minutes`, `5 minutes ago`, `now`. @throws {RangeError} When a date or the locale is none. */
export function formatRelative(
  moment: Date,
  now: Date = new Date(),
  { locale, style = 'long' }: Omit<DurationFormat, 'units'> = {},
): string {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000)
  const unit = UNITS.find((one) => Math.abs(seconds) >= one.seconds) ?? UNITS[3]
  // Of days it would say `yesterday`, which by the calendar may have been the day before.
  const numeric = seconds === 0 ? 'auto' : 'always'
  const format = new Intl.RelativeTimeFormat(languages(locale), { numeric, style })
  return format.format(Math.trunc(seconds / unit.seconds), unit.unit)
}

type UnitCount = { readonly unit: (typeof UNITS)[number]['unit']; readonly count: number }

/** How many there are of each unit, beside those before it. */
function countUnits(seconds: number): readonly UnitCount[] {
  if (!Number.isFinite(seconds)) throw new RangeError(`a duration is ${seconds}; allowed: seconds`)
  let left = Math.max(0, Math.floor(seconds))
  return UNITS.map(({ unit, seconds: size }) => {
    const count = Math.floor(left / size)
    left -= count * size
    return { unit, count }
  })
}

/** From the greatest unit on that there is any of; the least ones in any case. */
function fromFirst(counts: readonly UnitCount[], least: number): readonly UnitCount[] {
  const first = counts.findIndex(({ count }) => count > 0)
  return counts.slice(first === -1 ? -least : Math.min(first, counts.length - least))
}

function number(locale: DurationFormat['locale'], options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(languages(locale), options)
}

function join(parts: readonly string[], { locale, style }: DurationFormat): string {
  // Hermes, the engine of React Native, has no lists.
  const { ListFormat } = Intl as Partial<Pick<typeof Intl, 'ListFormat'>>
  if (ListFormat === undefined) return parts.join(' ')
  return new ListFormat(languages(locale), { type: 'unit', ...(style && { style }) }).format(parts)
}

function languages(locale: DurationFormat['locale']): string | string[] | undefined {
  return typeof locale === 'string' || locale === undefined ? locale : [...locale]
}
