/** Makes access keys: by the command line, at the first start, and over HTTP. */

import {
  BY_SYSTEM,
  type AccessKeyKind,
  type ActContext,
  ADMIN_SCOPES,
  type AdminScope,
  type Clock,
  issueOpaque,
  type KeyId,
  newId,
  type OpaqueCredential,
  type Random,
  type Secret,
  type Store,
} from '@coatcheck/core'
import { StartError } from '../config/start-error.ts'
import { nodeCrypto } from '../crypto/node-crypto.ts'

/** What a key is to be. */
export type AccessKeyRequest = {
  readonly kind: AccessKeyKind
  readonly name: string
  /** Of an admin key; left out: all. */
  readonly scopes?: readonly AdminScope[]
  /** The application that a backend key stands for. */
  readonly authorizedParty?: string
}

/** A new key: its text is known to nobody else and cannot be shown again. */
export type NewKey = { readonly id: KeyId; readonly key: Secret }

/** What keys are made with. */
export type KeyMaker = {
  readonly store: Pick<Store, 'accessKeys'>
  readonly clock: Clock
  readonly random: Random
}

const OPAQUE_KIND = { admin: 'adminKey', backend: 'backendKey', verifier: 'verifierKey' } as const

/** Makes a key; `too-many` when two living keys of this kind have the name already. */
export async function issueAccessKey(
  maker: KeyMaker,
  request: AccessKeyRequest,
  context: ActContext = BY_SYSTEM,
): Promise<NewKey | 'too-many'> {
  const { kind, name } = request
  const id = newId('key', maker.clock.nowMs(), maker.random)
  const { text, hash } = issueOpaque(OPAQUE_KIND[kind], id, { random: maker.random, crypto: nodeCrypto })
  const scopes = kind === 'admin' ? (request.scopes ?? ADMIN_SCOPES) : []
  const authorizedParty = request.authorizedParty ?? null
  const key = { id, kind, name, scopes, authorizedParty, hash }
  const outcome = await maker.store.accessKeys.create(key, context)
  if (outcome === 'exists') throw new Error('a key of this id is there already')
  return outcome === 'created' ? { id, key: text } : outcome
}

/** Stops a start without any admin key: in production none is made and shown on its own. */
export async function requireAdminKey(store: Pick<Store, 'accessKeys'>): Promise<void> {
  if ((await store.accessKeys.list('admin')).length > 0) return
  throw new StartError(
    'there is no admin key; production needs one: set COATCHECK_ADMIN_KEY, or run: coatcheck keys create --kind admin',
  )
}

/**
 * Makes the key of `COATCHECK_ADMIN_KEY` an admin key with every scope, unless it is one already.
 *
 * @returns Whether it is in force: one that was revoked stays revoked.
 */
export async function adoptAdminKey(
  store: Pick<Store, 'accessKeys'>,
  { id, secret }: OpaqueCredential<'adminKey'>,
): Promise<boolean> {
  const key = {
    id,
    kind: 'admin',
    name: 'COATCHECK_ADMIN_KEY',
    scopes: ADMIN_SCOPES,
    authorizedParty: null,
  } as const
  await store.accessKeys.create({ ...key, hash: nodeCrypto.sha256(secret) }, BY_SYSTEM)
  return (await store.accessKeys.find(id, 'admin')) !== null
}
