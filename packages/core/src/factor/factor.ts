/** Second factors: what somebody proves besides the password. */

import type { FactorId, UserId } from '../id/id.ts'

/** The kinds of factors. Recovery codes stand in for the others, and ask for nothing by themselves. */
export type FactorKind = 'totp' | 'passkey' | 'recovery'

/** A factor's row, without its secrets. */
export type Factor = {
  readonly id: FactorId
  readonly userId: UserId
  readonly kind: FactorKind
  /** What its owner calls it. */
  readonly name: string | null
  readonly createdAtMs: number
  /** When it was first proved; `null` while it is being set up, when it counts for nothing. */
  readonly activatedAtMs: number | null
  readonly lastUsedAtMs: number | null
  /** How many recovery codes are left; `null` for the other kinds. */
  readonly codesLeft: number | null
}

/** The seed of an authenticator app, sealed. */
export type TotpSeed = { readonly id: FactorId; readonly sealedSeed: Uint8Array }

/** A passkey (WebAuthn), as it is needed to check what it signs. */
export type Passkey = {
  readonly id: FactorId
  readonly userId: UserId
  /** Base64url, as the browser spells it. */
  readonly credentialId: string
  /** A COSE key. */
  readonly publicKey: Uint8Array
  /** How often it signed, as far as it tells: 0 for those that do not count. */
  readonly signCount: number
  /** How the browser may reach it, such as `internal` or `usb`. */
  readonly transports: readonly string[]
}

/** What a session still has to do before it is worth anything. */
export type SessionTask = { readonly kind: 'second-factor' }

/** The most passkeys of one user. */
export const MAX_PASSKEYS = 20

/** Whether a factor is one that a sign-in by password asks for. */
export function asksAtSignIn({ kind, activatedAtMs }: Factor): boolean {
  return kind !== 'recovery' && activatedAtMs !== null
}
