/** API keys as this node read them last. Whatever changes one, or suspends it, is named by the log, which drops it here. */

import type { ApiKeyReading, ApiKeySubject, Clock, KeyId, Store } from '@coatcheck/core'
import { createRemembered } from './remembered.ts'

/** Puts the cache in front of a store that other nodes write to. */
export function cacheApiKeys(store: Store, clock: Clock): Store {
  const { apiKeys, users, organizations, copies } = store
  const known = createRemembered<ApiKeyReading | null>((id) => apiKeys.find(id as KeyId), clock)

  async function dropping<T>(id: KeyId, work: Promise<T>): Promise<T> {
    try {
      return await work
    } finally {
      known.drop(id)
    }
  }

  /** What befalls a user or an organization here is known of its keys here at once. */
  async function droppingOf<T>(subject: ApiKeySubject, work: Promise<T>): Promise<T> {
    try {
      return await work
    } finally {
      known.dropIf((reading) => reading?.key.subject === subject)
    }
  }

  return {
    ...store,
    users: {
      ...users,
      setDisabled: (id, ...rest) => droppingOf(id, users.setDisabled(id, ...rest)),
      requestDeletion: (id, ...rest) => droppingOf(id, users.requestDeletion(id, ...rest)),
      delete: (id, context) => droppingOf(id, users.delete(id, context)),
    },
    organizations: {
      ...organizations,
      delete: (id, context) => droppingOf(id, organizations.delete(id, context)),
    },
    apiKeys: {
      ...apiKeys,
      find: known.get,
      create: (key, context) => dropping(key.id, apiKeys.create(key, context)),
      update: (id, ...rest) => dropping(id, apiKeys.update(id, ...rest)),
      revoke: (id, ...rest) => dropping(id, apiKeys.revoke(id, ...rest)),
      markUsed: (id) => dropping(id, apiKeys.markUsed(id)),
    },
    copies: {
      apply: async (entries) => {
        for (const { kind, id } of entries) if (kind === 'api-key') known.drop(id)
        await copies?.apply(entries)
      },
      distrust: async () => {
        known.clear()
        await copies?.distrust()
      },
    },
  }
}
