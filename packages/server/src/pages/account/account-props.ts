/** What the account page is given. */

import type { PageProps } from '../page.ts'
import type { Person } from '../person.ts'
import type { SignedInAccount } from '../sign-in.ts'
import type { UpstreamChoice } from '../upstream-buttons.ts'

/** The person whose account this is. */
export type AccountUser = Person & {
  readonly emailVerified: boolean
  /** People who came from an upstream may have none. */
  readonly hasPassword: boolean
  /** The language that they chose, as a BCP 47 tag. */
  readonly locale: string | null
}

/** What a device looks like; `app` is an extension, a command line or a mobile app. */
export type DeviceKind = 'desktop' | 'phone' | 'tablet' | 'app' | 'unknown'

/** A device that the user is signed in on: one session. */
export type DeviceView = {
  readonly sessionId: string
  readonly kind: DeviceKind
  /** Such as `Firefox 152`; `null` when unknown. */
  readonly browser: string | null
  /** Such as `Windows 11`; `null` when unknown. */
  readonly operatingSystem: string | null
  readonly address: string | null
  /** Such as `Ghent, Belgium`; `null` when unknown. */
  readonly place: string | null
  readonly signedInAtMs: number
  readonly lastActiveAtMs: number
  /** `acting`: an administrator acts as the user. `pending`: it waits for its second factor. */
  readonly standing?: 'acting' | 'pending' | undefined
}

/** An application that the user let in. */
export type ApplicationView = {
  readonly id: string
  readonly name: string
  /** What it may do, in words. */
  readonly scopes: readonly string[]
  readonly sinceMs: number
  /** `null` when it holds nothing just now. */
  readonly lastUsedAtMs: number | null
}

/** A second factor that counts. */
export type FactorView = {
  readonly factorId: string
  readonly kind: 'totp' | 'passkey' | 'recovery'
  readonly name: string | null
  readonly addedAtMs: number
  readonly lastUsedAtMs: number | null
  /** Of recovery codes. */
  readonly codesLeft: number | null
}

/** An API key that lives. */
export type ApiKeyView = {
  readonly keyId: string
  /** What it begins with. */
  readonly hint: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly lastUsedAtMs: number | null
}

/** A new key as it is typed: the fields of its form. */
export type TypedApiKey = {
  readonly key_name: string
  readonly key_scopes: string
  readonly key_expiry: string
  readonly key_days: string
}

/** What the account page shows. */
export type AccountProps = PageProps & {
  readonly nowMs: number
  /** The session that this page speaks for: in every form as `acting_session_id`. */
  readonly sessionId: string
  readonly user: AccountUser
  /** The languages to choose from, as BCP 47 tags. */
  readonly languages: readonly string[]
  /** Every account signed in in this browser, this one included. */
  readonly accounts: readonly SignedInAccount[]
  /** Whether this browser may hold another account (`accountsPerBrowser: many`). */
  readonly canAddAccount: boolean
  /** Every session of the user, this one included, in any order. */
  readonly devices: readonly DeviceView[]
  readonly applications: readonly ApplicationView[]
  readonly factors: readonly FactorView[]
  readonly apiKeys: readonly ApiKeyView[]
  /** What was typed for a new key, when that failed. */
  readonly typedApiKey?: TypedApiKey | undefined
  /** The upstreams' accounts that sign the user in. */
  readonly identities: readonly {
    readonly identityId: string
    readonly name: string
    readonly subject: string
  }[]
  /** What can be connected. */
  readonly upstreams: readonly UpstreamChoice[]
  /** How long a deleted account can still be had back, in days; 0 for at once. */
  readonly deletionGraceDays: number
}
