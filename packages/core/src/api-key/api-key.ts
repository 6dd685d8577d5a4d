/** API keys and personal access tokens: long-lived credentials of a user or an organization, for programs of theirs, or of a machine. */

import { OPAQUE_CREDENTIALS } from '../credential/opaque.ts'
import { encodeBase64url } from '../encoding/base64url.ts'
import { type AppId, idToBytes, type KeyId, type OrganizationId, type UserId } from '../id/id.ts'
import type { RateLimit } from '../rate-limit/rate-limit.ts'
import type { JsonObject } from '../user/user.ts'

/** Whose a key is: it can do what this may do, and no more. A machine is an OAuth client. */
export type ApiKeySubject = UserId | OrganizationId | AppId

/** How often a key may be used: so many requests at once, and as many again in the seconds that follow. */
export type ApiKeyRate = { readonly requests: number; readonly perSeconds: number }

/** Why a key was revoked before its time. */
export type ApiKeyEnd =
  | 'revoked_by_user'
  | 'revoked_by_admin'
  | 'user_deleted'
  | 'organization_deleted'
  | 'client_deleted'

/** A key's row, without its hash. */
export type ApiKey = {
  readonly id: KeyId
  readonly name: string
  readonly description: string | null
  readonly subject: ApiKeySubject
  /** What it is for, in the words of whoever checks it; each once. */
  readonly scopes: readonly string[]
  /** What an administrator wants whoever checks it to know. */
  readonly claims: JsonObject
  readonly rateLimit: ApiKeyRate | null
  /** The user or the admin key that made it. */
  readonly createdBy: string
  readonly createdAtMs: number
  /** `null` for a key that goes on until it is revoked. */
  readonly expiresAtMs: number | null
  /** To the minute: see `API_KEY_USE_MS`. */
  readonly lastUsedAtMs: number | null
  readonly revokedAtMs: number | null
  readonly revokeReason: ApiKeyEnd | null
}

/** Where a key stands. `suspended`: its user or client is disabled, or its user asked to be deleted, which may be taken back. */
export type ApiKeyStatus = 'active' | 'revoked' | 'expired' | 'suspended'

/** The most living keys of one subject. */
export const MAX_API_KEYS = 100

/** How long whoever asked about a key may go on by the answer, unless the log names the key: a minute. */
export const API_KEY_ANSWER_MS = 60_000

/** How long an entry about a key is of interest: twice as long as an answer, as clocks may differ. */
export const API_KEY_ENTRY_MS: number = 2 * API_KEY_ANSWER_MS

/** The time of the last use is written once in so long. */
export const API_KEY_USE_MS = 60_000

/** The longest life that a key is given: ten years. */
export const MAX_API_KEY_SECONDS = 315_360_000

const HINT_ID_BYTES = 9

/** The beginning of a key, which lists show: it tells keys apart and holds nothing of their secrets. */
export function apiKeyHint(id: KeyId): string {
  return OPAQUE_CREDENTIALS.apiKey.prefix + encodeBase64url(idToBytes(id).slice(0, HINT_ID_BYTES))
}

/** How long that is. */
export const API_KEY_HINT_LENGTH: number = OPAQUE_CREDENTIALS.apiKey.prefix.length + (HINT_ID_BYTES * 4) / 3

/** Whether a text is a scope-token (RFC 6749 section 3.3) of at most 100 characters. */
export function isScope(text: string): boolean {
  return /^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/.test(text)
}

/** Where a key stands at a moment. */
export function apiKeyStatus(
  { revokedAtMs, expiresAtMs }: Pick<ApiKey, 'revokedAtMs' | 'expiresAtMs'>,
  isSuspended: boolean,
  nowMs: number,
): ApiKeyStatus {
  if (revokedAtMs !== null) return 'revoked'
  if (expiresAtMs !== null && nowMs >= expiresAtMs) return 'expired'
  return isSuspended ? 'suspended' : 'active'
}

/** The limit of a key's bucket. */
export function limitOfRate({ requests, perSeconds }: ApiKeyRate): RateLimit {
  return { everyMs: Math.ceil((perSeconds * 1000) / requests), burst: requests }
}
