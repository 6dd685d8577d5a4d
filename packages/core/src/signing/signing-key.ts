/** Signing keys: published before they sign, verified with until their last token is dead. States are derived. */

import type { ActContext } from '../event/event.ts'

/** The algorithms of published keys. */
export type SigningAlgorithm = 'ES256' | 'EdDSA' | 'RS256'

/**
 * What a key may sign. One of `sessions` signs session tokens and nothing else, whichever library verifies by it: what
 * templates sign can never be taken for a session token, however little is looked at (see `docs/decisions/0016-clerk.md`).
 */
export type SigningKeyPurpose = 'any' | 'sessions'

/** Keys that follow one another. */
export type SigningKeyLine = { readonly algorithm: SigningAlgorithm; readonly purpose: SigningKeyPurpose }

/** What a key is good for. */
export type SigningKeyState = 'next' | 'current' | 'previous' | 'retired' | 'revoked'

/** A signing key's row. The private key is sealed. */
export type SigningKey = {
  /** The `kid`: an RFC 7638 thumbprint. */
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  readonly purpose: SigningKeyPurpose
  readonly publicJwk: { readonly [member: string]: string }
  readonly sealedPrivateKey: Uint8Array
  readonly createdAtMs: number
  /** From when on it signs; until then it is only published. */
  readonly signsFromMs: number
  /** When another key took over; `null` while none has. */
  readonly replacedAtMs: number | null
  /** When its last token is dead; known once it is replaced. */
  readonly verifiesUntilMs: number | null
  readonly revokedAtMs: number | null
  /** The longest life of a token that it signs, where that is beyond the usual, in milliseconds; `null` for none. */
  readonly tokenLifeMs: number | null
}

/** How long verifiers may keep the key set, in seconds: what a new key is published for before it signs. */
export const JWKS_MAX_AGE_SECONDS = 600

/** How long a key signs before the next one is made, in milliseconds (90 days). */
export const SIGNING_KEY_LIFETIME_MS = 7_776_000_000

/** What a key is at a moment. */
export function signingKeyState(key: SigningKey, nowMs: number): SigningKeyState {
  if (key.revokedAtMs !== null) return 'revoked'
  if (nowMs < key.signsFromMs) return 'next'
  if (key.replacedAtMs === null || nowMs < key.replacedAtMs) return 'current'
  if (key.verifiesUntilMs === null || nowMs < key.verifiesUntilMs) return 'previous'
  return 'retired'
}

/** Whether a key is of a line. */
export function isOfLine(key: SigningKeyLine, line: SigningKeyLine): boolean {
  return key.algorithm === line.algorithm && key.purpose === line.purpose
}

/** The port for signing keys. */
export type SigningKeyStore = {
  readonly list: () => Promise<readonly SigningKey[]>
  /**
   * Adds a key, only if the newest of its line is still `afterKid` (`null` for none), so that of many nodes one
   * makes it. That one and the others in `replaces` are replaced when this one starts to sign, and verify until
   * `verifyForMs` later, or as long as the tokens live that they sign.
   */
  readonly add: (key: NewSigningKey, context: ActContext) => Promise<boolean>
  /** Remembers that a key signs tokens that live so long: it verifies for as long once it is replaced. */
  readonly extendTokenLife: (kid: string, lifeMs: number) => Promise<void>
  /**
   * Revokes a key: nothing that it signed holds any more. Who hears the feed knows it by the key's own entry.
   *
   * @param verifyForMs How long a token of it lives at least.
   * @returns Whether it was there and not revoked before.
   */
  readonly revoke: (kid: string, verifyForMs: number, context: ActContext) => Promise<boolean>
}

/** A key to add. */
export type NewSigningKey = Pick<
  SigningKey,
  'kid' | 'algorithm' | 'purpose' | 'publicJwk' | 'sealedPrivateKey' | 'signsFromMs'
> & {
  readonly afterKid: string | null
  /** Keys of lines that nothing is signed with any more. */
  readonly replaces: readonly string[]
  readonly verifyForMs: number
}

/** The port for what the database remembers of the instance secrets: a fingerprint of each version. */
export type SecretFingerprintStore = {
  readonly list: () => Promise<readonly { readonly version: number; readonly fingerprint: Uint8Array }[]>
  /** Keeps it unless the version has one, and gives the one that stands: of two nodes that start at once, one is first. */
  readonly add: (version: number, fingerprint: Uint8Array) => Promise<Uint8Array>
}
