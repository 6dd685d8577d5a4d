/** The port for API keys. Every change of one is told in its own transaction, and the log names the key. */

import type { ActContext } from '../event/event.ts'
import type { KeyId } from '../id/id.ts'
import type { Page, PageRequest } from '../pagination.ts'
import type { ApiKey, ApiKeyEnd, ApiKeySubject } from './api-key.ts'

/** What whoever makes or changes a key decides. */
type Chosen = Pick<ApiKey, 'name' | 'description' | 'scopes' | 'claims' | 'rateLimit'> & {
  /** Counted from now by the store's clock; `null` for a key without an end. */
  readonly lifetimeMs: number | null
}

/** A key to keep. */
export type NewApiKey = Chosen &
  Pick<ApiKey, 'id' | 'subject' | 'createdBy'> & {
    /** SHA-256 of its secret. */
    readonly hash: Uint8Array
  }

/** What may be changed of a key; a member that is absent stays. */
export type ApiKeyPatch = Partial<Chosen>

/** What became of a new key. */
export type ApiKeyCreation =
  | { readonly outcome: 'created'; readonly key: ApiKey }
  /** `subject-unknown`: there is no such organization, or no such user or client that is enabled. */
  | { readonly outcome: 'too-many' | 'subject-unknown' }

/** A key with everything that its status depends on, in one snapshot. */
export type ApiKeyReading = {
  readonly key: ApiKey
  readonly hash: Uint8Array
  /** Its user or client is disabled, or its user asked to be deleted. */
  readonly isSuspended: boolean
  /** The log's head at that moment. */
  readonly position: number
}

/** Which keys are listed. */
export type ApiKeyFilter = {
  readonly subject: ApiKeySubject | null
  /** Part of a name. */
  readonly query: string | null
  /** What a key begins with, as far as its hint goes. */
  readonly prefix: string | null
  /** Those that are over, too. */
  readonly isOverToo: boolean
}

/**
 * API keys. Whatever suspends those of a user or a client, brings them back or ends them appends an entry for each to
 * the log, in the transaction of its cause; so does the end of an organization.
 */
export type ApiKeyStore = {
  /** Makes a key, unless its subject has `MAX_API_KEYS` that live. */
  readonly create: (key: NewApiKey, context: ActContext) => Promise<ApiKeyCreation>
  readonly find: (id: KeyId) => Promise<ApiKeyReading | null>
  /** Newest first. */
  readonly list: (filter: ApiKeyFilter, page: PageRequest) => Promise<Page<ApiKey>>
  /** Changes a key that lives. */
  readonly update: (id: KeyId, patch: ApiKeyPatch, context: ActContext) => Promise<ApiKey | null>
  /** @param subject Whose it must be; `null` for anybody's. @returns Whether it lived until now. */
  readonly revoke: (
    id: KeyId,
    subject: ApiKeySubject | null,
    reason: ApiKeyEnd,
    context: ActContext,
  ) => Promise<boolean>
  /** Writes that a key was used, at most once in `API_KEY_USE_MS`. */
  readonly markUsed: (id: KeyId) => Promise<void>
  /** Forgets keys that have been over for the retention. @returns How many; `batch` when more may wait. */
  readonly sweep: (sweep: { readonly batch: number; readonly retentionMs: number }) => Promise<number>
}
