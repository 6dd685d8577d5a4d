/**
 * API keys as this node read them last, and the backend keys of those who ask about them. Whatever changes one, or
 * suspends it, is named by the log, which drops it here. What is unknown or suspended is read each time.
 */

import type { ApiKeyReading, ApiKeySubject, Clock, KeyId, Store } from '@coatcheck/core'
import { createRemembered } from './remembered.ts'

/** Puts the cache in front of a store that other nodes write to. */
export function cacheApiKeys(store: Store, clock: Clock): Store {
  const { accessKeys, apiKeys, users, organizations, oauthClients, copies } = store
  const known = createRemembered<ApiKeyReading | null>((id) => apiKeys.find(id as KeyId), clock)

  const backends = createRemembered((id) => accessKeys.find(id as KeyId, 'backend'), clock)

  async function dropping<T>(id: KeyId, work: Promise<T>): Promise<T> {
    try {
      return await work
    } finally {
      known.drop(id)
    }
  }

  /** What befalls a user, an organization or a client here is known of its keys here at once. */
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
    oauthClients: {
      ...oauthClients,
      setState: (id, ...rest) => droppingOf(id, oauthClients.setState(id, ...rest)),
      delete: (id, context) => droppingOf(id, oauthClients.delete(id, context)),
    },
    accessKeys: {
      ...accessKeys,
      find: async (id, kind) => {
        if (kind !== 'backend') return await accessKeys.find(id, kind)
        const found = await backends.get(id)
        if (found === null) backends.drop(id)
        return found
      },
      revoke: async (id, ...rest) => {
        try {
          return await accessKeys.revoke(id, ...rest)
        } finally {
          backends.drop(id)
        }
      },
    },
    apiKeys: {
      ...apiKeys,
      find: async (id) => {
        const reading = await known.get(id)
        if (reading === null || reading.isSuspended) known.drop(id)
        return reading
      },
      create: (key, context) => dropping(key.id, apiKeys.create(key, context)),
      update: (id, ...rest) => dropping(id, apiKeys.update(id, ...rest)),
      revoke: (id, ...rest) => dropping(id, apiKeys.revoke(id, ...rest)),
      markUsed: (id) => dropping(id, apiKeys.markUsed(id)),
    },
    copies: {
      apply: async (entries) => {
        for (const { kind, id } of entries) {
          if (kind === 'api-key') known.drop(id)
          if (kind === 'key') backends.drop(id)
        }
        await copies?.apply(entries)
      },
      distrust: async () => {
        known.clear()
        backends.clear()
        await copies?.distrust()
      },
    },
  }
}
