/** Keys for programs: administration (`ccadm_`), an application's server (`ccb_`), the feed's readers (`ccv_`). */

import type { ActContext } from '../event/event.ts'
import type { KeyId } from '../id/id.ts'

/** The kinds of access keys. */
export type AccessKeyKind = 'admin' | 'backend' | 'verifier'

/** What an admin key may touch. */
export type AdminScope =
  | 'read'
  | 'users'
  | 'sessions'
  | 'policy'
  | 'keys'
  | 'templates'
  /** OAuth clients and scopes. */
  | 'clients'
  /** Registers clients as they do themselves (RFC 7591), and nothing else. */
  | 'registration'

/** All scopes, for keys that may do everything. */
export const ADMIN_SCOPES: readonly AdminScope[] = [
  'read',
  'users',
  'sessions',
  'policy',
  'keys',
  'templates',
  'clients',
  'registration',
]

/** An access key's row, without its hash. */
export type AccessKey = {
  readonly id: KeyId
  readonly kind: AccessKeyKind
  readonly name: string
  /** Scopes of an admin key; empty for the other kinds. */
  readonly scopes: readonly AdminScope[]
  /** The application that a backend key stands for: the `azp` of what it mints. */
  readonly authorizedParty: string | null
  readonly createdAtMs: number
}

/** A key to keep. */
export type NewAccessKey = Omit<AccessKey, 'createdAtMs'> & { readonly hash: Uint8Array }

/** The most living keys of one name and kind, so that a key can be replaced without an outage: backend and verifier. */
export const MAX_KEYS_PER_NAME = 2

/** The port for access keys. */
export type AccessKeyStore = {
  /** `exists`: a key of that id is there already, living or revoked. */
  readonly create: (key: NewAccessKey, context: ActContext) => Promise<'created' | 'too-many' | 'exists'>
  /** The living key of that id and kind, with its hash. */
  readonly find: (id: KeyId, kind: AccessKeyKind) => Promise<{ key: AccessKey; hash: Uint8Array } | null>
  readonly list: (kind: AccessKeyKind) => Promise<readonly AccessKey[]>
  readonly revoke: (id: KeyId, kind: AccessKeyKind, context: ActContext) => Promise<boolean>
}
