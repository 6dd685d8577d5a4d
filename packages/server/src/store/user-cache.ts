/**
 * Users as this node read them last: a session is asked about far more often than its user changes. Whatever changes one
 * is named by the log, which drops it here; only the time of the last sign-in may be older, by the life of an entry.
 */

import type { Clock, Store, User, UserId, UserStore } from '@coatcheck/core'
import { createRemembered } from './remembered.ts'

/** Puts the cache in front of a store that other nodes write to. */
export function cacheUsers(store: Store, clock: Clock): Store {
  const { users, sessions, copies } = store
  const known = createRemembered<User | null>((id) => users.find(id as UserId), clock)

  async function dropping<T>(id: UserId, work: Promise<T>): Promise<T> {
    try {
      return await work
    } finally {
      known.drop(id)
    }
  }

  const cached: UserStore = {
    ...users,
    find: known.get,
    findAsOf: known.getAsOf,
    update: (id, ...rest) => dropping(id, users.update(id, ...rest)),
    changePassword: (change) => dropping(change.userId, users.changePassword(change)),
    signOutEverywhere: (id, ...rest) => dropping(id, users.signOutEverywhere(id, ...rest)),
    setDisabled: (id, ...rest) => dropping(id, users.setDisabled(id, ...rest)),
    requestDeletion: (id, ...rest) => dropping(id, users.requestDeletion(id, ...rest)),
    delete: (id, context) => dropping(id, users.delete(id, context)),
  }
  return {
    ...store,
    users: cached,
    sessions: { ...sessions, open: (input) => dropping(input.userId, sessions.open(input)) },
    copies: {
      apply: async (entries) => {
        for (const { kind, id } of entries) if (kind === 'user') known.drop(id)
        known.confirm(entries.at(-1)?.position ?? 0)
        await copies?.apply(entries)
      },
      distrust: async () => {
        known.clear()
        await copies?.distrust()
      },
    },
  }
}
