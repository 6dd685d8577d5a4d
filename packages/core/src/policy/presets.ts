/** Named policies: a good start for each kind of application, and the assurance levels of NIST SP 800-63B-4. */

import type { SessionPolicy } from './policy.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The names of the presets. */
export type PresetName = 'web' | 'high-security' | 'dev' | 'extension' | 'native' | 'aal1' | 'aal2' | 'aal3'

const WEB: SessionPolicy = {
  idleSeconds: { cookie: 30 * MINUTE, token: null, opaque: null },
  absoluteSeconds: 7 * DAY,
  tokenSeconds: 60,
  tokenMaxSeconds: HOUR,
  devices: 'many',
  accountsPerBrowser: 'many',
  maxSessionsPerUser: null,
  atSessionLimit: 'evict-oldest',
  exactIdle: false,
  reverifySeconds: 10 * MINUTE,
  impersonationSeconds: HOUR,
}

/** The same idle limit on every surface. */
function idleEverywhere(seconds: number): SessionPolicy['idleSeconds'] {
  return { cookie: seconds, token: seconds, opaque: seconds }
}

const NO_IDLE: SessionPolicy['idleSeconds'] = { cookie: null, token: null, opaque: null }

/** The presets. `aal1` to `aal3` follow NIST SP 800-63B-4 sections 2.1.3, 2.2.3 and 2.3.3. */
export const PRESETS: { readonly [N in PresetName]: SessionPolicy } = {
  web: WEB,
  'high-security': {
    ...WEB,
    idleSeconds: idleEverywhere(15 * MINUTE),
    absoluteSeconds: DAY,
    devices: 'one',
    accountsPerBrowser: 'one',
    exactIdle: true,
  },
  dev: { ...WEB, idleSeconds: NO_IDLE },
  extension: { ...WEB, idleSeconds: NO_IDLE },
  native: { ...WEB, idleSeconds: NO_IDLE, absoluteSeconds: 30 * DAY },
  aal1: { ...WEB, idleSeconds: NO_IDLE, absoluteSeconds: 30 * DAY, exactIdle: true },
  aal2: { ...WEB, idleSeconds: idleEverywhere(HOUR), absoluteSeconds: DAY, exactIdle: true },
  aal3: { ...WEB, idleSeconds: idleEverywhere(15 * MINUTE), absoluteSeconds: 12 * HOUR, exactIdle: true },
}
