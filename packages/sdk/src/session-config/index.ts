/** Policies of sessions by environment, and what follows from them: ends, renewals, and times in words. */

export { isExpired, type Lifetime, lifetimeOf, secondsUntil } from './expiry.ts'
export { type DurationFormat, formatClock, formatDuration, formatRelative } from './format-duration.ts'
export { refreshAt, type RefreshInput, shouldRefresh } from './refresh-at.ts'
export { PRESET_OF, SESSION_CONFIGS, type SessionConfig, type SessionConfigName } from './session-config.ts'
export {
  SessionConfigHelper,
  type SessionConfigHelperOptions,
  type SessionTimes,
} from './session-config-helper.ts'
