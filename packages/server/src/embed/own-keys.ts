/** Access keys of this process alone: whoever embeds a server needs none of its database. */

import {
  type AccessKey,
  type AccessKeyKind,
  type AccessKeyStore,
  type Clock,
  issueOpaque,
  newId,
  type Random,
  type Secret,
} from '@coatcheck/core'
import { nodeCrypto } from '../crypto/node-crypto.ts'

/** The keys of one process. They are listed nowhere, cannot be revoked, and end with it. */
export type OwnKeys = {
  /** Makes one. */
  readonly issue: (kind: 'backend' | 'verifier') => Secret
  /** A store that knows them too. */
  readonly known: (accessKeys: AccessKeyStore) => AccessKeyStore
}

const OPAQUE_KIND = { backend: 'backendKey', verifier: 'verifierKey' } as const

/** Makes none yet. */
export function createOwnKeys(world: { readonly clock: Clock; readonly random: Random }): OwnKeys {
  const keys = new Map<string, { readonly key: AccessKey; readonly hash: Uint8Array }>()
  const find = (id: string, kind: AccessKeyKind): ReturnType<typeof keys.get> | null => {
    const found = keys.get(id)
    return found?.key.kind === kind ? found : null
  }
  return {
    issue: (kind) => {
      const createdAtMs = world.clock.nowMs()
      const id = newId('key', createdAtMs, world.random)
      const { text, hash } = issueOpaque(OPAQUE_KIND[kind], id, { random: world.random, crypto: nodeCrypto })
      const key = { id, kind, name: 'this process', scopes: [], authorizedParty: null, createdAtMs }
      keys.set(id, { key, hash })
      return text
    },
    known: (accessKeys) => ({
      ...accessKeys,
      find: async (id, kind) => find(id, kind) ?? (await accessKeys.find(id, kind)),
    }),
  }
}
