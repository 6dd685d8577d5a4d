/** OAuth clients and scopes as this node read them last: every token request asks for them, and hardly any changes one. */

import {
  type AppId,
  type Clock,
  type KnownOAuthClient,
  OAUTH_CLIENT_CHANGED,
  OAUTH_SCOPES_CHANGED,
  type OAuthScope,
  type Store,
} from '@coatcheck/core'
import { createRemembered } from './remembered.ts'

/** Puts the cache in front of a store. */
export function cacheOAuthClients(store: Store, clock: Clock): Store {
  const { oauthClients, oauthScopes, copies } = store
  const known = createRemembered<KnownOAuthClient | null>((id) => oauthClients.find(id as AppId), clock)
  const scopes = createRemembered<readonly OAuthScope[]>(() => oauthScopes.list(), clock)

  async function dropping<T>(id: AppId, work: Promise<T>): Promise<T> {
    try {
      return await work
    } finally {
      known.drop(id)
    }
  }

  async function changingScopes<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } finally {
      scopes.clear()
    }
  }

  return {
    ...store,
    oauthScopes: {
      list: () => scopes.get(OAUTH_SCOPES_CHANGED),
      put: (scope, context) => changingScopes(oauthScopes.put(scope, context)),
      delete: (name, context) => changingScopes(oauthScopes.delete(name, context)),
    },
    oauthClients: {
      ...oauthClients,
      find: known.get,
      create: (client, context) => dropping(client.id, oauthClients.create(client, context)),
      update: (id, ...rest) => dropping(id, oauthClients.update(id, ...rest)),
      setState: (id, ...rest) => dropping(id, oauthClients.setState(id, ...rest)),
      replaceSecret: (id, ...rest) => dropping(id, oauthClients.replaceSecret(id, ...rest)),
      delete: (id, context) => dropping(id, oauthClients.delete(id, context)),
    },
    copies: {
      apply: async (entries) => {
        for (const { kind, id } of entries) {
          if (kind !== 'policy') continue
          if (id === OAUTH_SCOPES_CHANGED) scopes.clear()
          if (id.startsWith(OAUTH_CLIENT_CHANGED)) known.drop(id.slice(OAUTH_CLIENT_CHANGED.length))
        }
        known.confirm(entries.at(-1)?.position ?? 0)
        await copies?.apply(entries)
      },
      distrust: async () => {
        known.clear()
        scopes.clear()
        await copies?.distrust()
      },
    },
  }
}
