/** What sessions are like in each environment: the server's own presets, under the names that applications use. */

import { type PresetName, PRESETS, type SessionPolicy } from '@coatcheck/core/protocol'
import { DEFAULT_THRESHOLD_PERCENT } from '../browser/refresh-threshold.ts'

/** The environments. */
export type SessionConfigName = 'dev' | 'prod' | 'high-security'

/** A policy of sessions, as the server goes by it: all durations are in seconds. */
export type SessionConfig = SessionPolicy & {
  /** What share of a token's life is left when it is time for the next one, in percent. */
  readonly refreshThresholdPercent: number
}

/** Which preset of the server (`COATCHECK_PRESET`) an environment goes by. */
export const PRESET_OF: { readonly [Name in SessionConfigName]: PresetName } = {
  dev: 'dev',
  prod: 'web',
  'high-security': 'high-security',
}

/**
 * The environments' policies: `dev` has no inactivity limit; `prod` ends a browser's session after half an hour of
 * inactivity, and every one after seven days; `high-security` after fifteen minutes and a day, one device at a time.
 */
export const SESSION_CONFIGS: { readonly [Name in SessionConfigName]: SessionConfig } = {
  dev: configOf('dev'),
  prod: configOf('prod'),
  'high-security': configOf('high-security'),
}

function configOf(name: SessionConfigName): SessionConfig {
  return { ...PRESETS[PRESET_OF[name]], refreshThresholdPercent: DEFAULT_THRESHOLD_PERCENT }
}
