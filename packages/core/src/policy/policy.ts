/** Session policy: how long people stay signed in, on which surface, with how many sessions. */

/** The surfaces that a session can be opened on; each can have limits of its own. */
export type PolicySurface = 'cookie' | 'token' | 'opaque'

/** Policy of one instance. All durations in seconds, as people write them. */
export type SessionPolicy = {
  /** Inactivity limit per surface; `null` for none. */
  readonly idleSeconds: { readonly [S in PolicySurface]: number | null }
  /** The absolute limit of every session. */
  readonly absoluteSeconds: number
  /** Default lifetime of a session token. */
  readonly tokenSeconds: number
  /** The longest lifetime that a caller may ask for. */
  readonly tokenMaxSeconds: number
  /** `one`: a sign-in replaces the user's sessions on other devices. */
  readonly devices: 'many' | 'one'
  /** `one`: a sign-in replaces the other accounts of this browser. */
  readonly accountsPerBrowser: 'many' | 'one'
  /** The most living sessions of one user; `null` for no limit. */
  readonly maxSessionsPerUser: number | null
  /** What a sign-in beyond the limit gets. */
  readonly atSessionLimit: 'deny' | 'evict-oldest'
  /** Activity is written every 5 seconds at most, so that the idle limit fires at most 5 seconds late. */
  readonly exactIdle: boolean
  /** How recently the person must have signed in or reverified for dangerous acts on the own account. */
  readonly reverifySeconds: number
  /** How long an administrator may act as a user. */
  readonly impersonationSeconds: number
}

/** The shortest lifetime a session token can have, in seconds. */
export const MIN_TOKEN_SECONDS = 30

/** The longest life that any policy can grant a session token, in seconds. */
export const MAX_TOKEN_SECONDS = 86_400
