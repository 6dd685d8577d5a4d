/** What follows from a policy for one application: when sessions end, when tokens are renewed, and that in words. */

import type { PolicySurface } from '@coatcheck/core/protocol'
import { isExpired, type Lifetime, secondsUntil, timeOf } from './expiry.ts'
import { type DurationFormat, formatDuration, formatRelative } from './format-duration.ts'
import { refreshAt, shouldRefresh } from './refresh-at.ts'
import { SESSION_CONFIGS, type SessionConfig, type SessionConfigName } from './session-config.ts'

/** How a helper is set up. */
export type SessionConfigHelperOptions = {
  /** Which limit of inactivity counts: that of cookies (default), of refresh tokens, or of opaque tokens. */
  readonly surface?: PolicySurface | undefined
  /** The language of texts. Left out: the runtime's own. */
  readonly locale?: DurationFormat['locale']
  /** Milliseconds since 1970. A client's `nowMs` is the server's time, however wrong this machine's clock is. */
  readonly now?: (() => number) | undefined
}

/** When a session began, and when its person acted last. */
export type SessionTimes = { readonly createdAt: Date; readonly lastActiveAt: Date }

/**
 * A policy, and what follows from it. The same functions stand by themselves too, for whoever wants one of them only.
 *
 * What the server says of a session (`expireAt`, `abandonAt`) is what counts. This tells beforehand, and for a session of
 * whose policy only the name is known.
 */
export class SessionConfigHelper {
  readonly config: SessionConfig
  readonly #surface: PolicySurface
  readonly #locale: DurationFormat['locale']
  readonly #now: () => number

  constructor(
    config: SessionConfigName | SessionConfig = 'prod',
    { surface = 'cookie', locale, now = Date.now }: SessionConfigHelperOptions = {},
  ) {
    this.config = typeof config === 'string' ? SESSION_CONFIGS[config] : config
    this.#surface = surface
    this.#locale = locale
    this.#now = now
  }

  /** The moment that everything here goes by. */
  now(): Date {
    return new Date(this.#now())
  }

  /** When a session ends however its person acts. */
  absoluteEnd({ createdAt }: Pick<SessionTimes, 'createdAt'>): Date {
    return new Date(timeOf(createdAt) + this.config.absoluteSeconds * 1000)
  }

  /** When it ends at the earliest unless its person acts; `null` without a limit of inactivity. */
  idleEnd({ lastActiveAt }: Pick<SessionTimes, 'lastActiveAt'>): Date | null {
    const seconds = this.config.idleSeconds[this.#surface]
    return seconds === null ? null : new Date(timeOf(lastActiveAt) + seconds * 1000)
  }

  /** When it ends unless its person acts, by whichever limit comes first. */
  sessionEnd(times: SessionTimes): Date {
    const absolute = this.absoluteEnd(times)
    const idle = this.idleEnd(times)
    return idle === null || absolute < idle ? absolute : idle
  }

  /** When a token is to be renewed. */
  refreshAt(token: Lifetime): Date {
    return refreshAt({ ...token, thresholdPercent: this.config.refreshThresholdPercent })
  }

  /** Whether it is time to renew it. */
  shouldRefresh(token: Lifetime): boolean {
    return shouldRefresh({ ...token, thresholdPercent: this.config.refreshThresholdPercent }, this.now())
  }

  /** Whether the moment has come. */
  isExpired(expiresAt: Date): boolean {
    return isExpired(expiresAt, this.now())
  }

  /** Whole seconds until a moment; 0 once it has come. */
  secondsUntil(moment: Date): number {
    return secondsUntil(moment, this.now())
  }

  /** A duration in words: `29 minutes, 5 seconds`. */
  formatDuration(seconds: number, format: Omit<DurationFormat, 'locale'> = {}): string {
    return formatDuration(seconds, { ...format, locale: this.#locale })
  }

  /** What is left until a moment in words; `0 seconds` once it has come. */
  formatTimeLeft(until: Date, format: Omit<DurationFormat, 'locale'> = {}): string {
    return this.formatDuration(this.secondsUntil(until), format)
  }

  /** How long ago a moment was, or how far off it is: `5 minutes ago`. */
  formatRelative(moment: Date, format: Pick<DurationFormat, 'style'> = {}): string {
    return formatRelative(moment, this.now(), { ...format, locale: this.#locale })
  }
}
