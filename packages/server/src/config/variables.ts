/** Environment variables that are not settings of this version: some stop the start, some are worth a warning. */

import { SETTING_NAMES, SETTINGS } from './definitions.ts'
import type { Texts } from './sources.ts'

/** Variables of the SDK, in the same `.env` more often than not. */
const OF_THE_SDK = [
  'COATCHECK_BACKEND_KEY',
  'COATCHECK_VERIFIER_KEY',
  'COATCHECK_JWT_KEY',
  'COATCHECK_TRUSTED_PROXIES',
]

/** What was asked for and this version does not have. */
export function unsupportedVariables(environment: Texts): string[] {
  return Object.keys(environment)
    .filter((variable) => variable.startsWith('UPSTASH_REDIS_') && (environment[variable] ?? '') !== '')
    .map(
      (variable) =>
        `${variable} is set, which is for a Redis over HTTPS; set COATCHECK_REDIS_URL=rediss://default:<password>@<name>.upstash.io:6379`,
    )
}

/** Variables that look like settings and are none: most likely misspelled. */
export function unknownVariables(environment: Texts): readonly string[] {
  const known = new Set(OF_THE_SDK)
  for (const name of SETTING_NAMES) for (const variable of SETTINGS[name].variables) known.add(variable)
  return Object.keys(environment)
    .filter(
      (name) => name.startsWith('COATCHECK_') && !name.startsWith('COATCHECK_TEST_') && !known.has(name),
    )
    .map((name) => `${name} is not a setting and is ignored`)
}
