/** Whether something is over, and how long it has. */

/** When a token began and when it ends. */
export type Lifetime = { readonly issuedAt: Date; readonly expiresAt: Date }

/** The lifetime that claims tell: they count in seconds since 1970. */
export function lifetimeOf({ iat, exp }: { readonly iat: number; readonly exp: number }): Lifetime {
  return { issuedAt: new Date(iat * 1000), expiresAt: new Date(exp * 1000) }
}

/** Whether the moment has come: whatever ends at it is over from then on. @throws {RangeError} When it is none. */
export function isExpired(expiresAt: Date, now: Date = new Date()): boolean {
  return timeOf(expiresAt) <= timeOf(now)
}

/**
 * Whole seconds until a moment, and 0 once it has come. Rounded up: a countdown shows 0 when it is over, and not before.
 *
 * @throws {RangeError} When it is none.
 */
export function secondsUntil(moment: Date, now: Date = new Date()): number {
  return Math.max(0, Math.ceil((timeOf(moment) - timeOf(now)) / 1000))
}

/** Milliseconds since 1970. @throws {RangeError} What is no moment is neither before nor after any. */
export function timeOf(moment: Date): number {
  const time = moment.getTime()
  if (Number.isNaN(time)) throw new RangeError('the date is invalid')
  return time
}
