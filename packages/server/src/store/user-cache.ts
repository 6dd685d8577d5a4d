/**
 * Users as this node read them last: a session is asked about far more often than its user changes. Whatever changes one
 * is named by the log, which drops it here; only the time of the last sign-in may be older, by the life of an entry.
 */

import type { Clock, Store, User, UserId, UserStore } from '@coatcheck/core'

const MAX_USERS = 20_000
const LIFE_MS = 60_000

/** Puts the cache in front of a store that other nodes write to. */
export function cacheUsers(store: Store, clock: Clock): Store {
  const known = new Map<UserId, { readonly user: User; readonly untilMs: number }>()
  let drops = 0

  function drop(id: UserId): void {
    drops += 1 // what is being read meanwhile may be older than what dropped it
    known.delete(id)
  }

  async function find(id: UserId): Promise<User | null> {
    const found = known.get(id)
    if (found !== undefined && clock.nowMs() < found.untilMs) return found.user
    const before = drops
    const user = await store.users.find(id)
    if (user !== null && drops === before) keep(user)
    return user
  }

  function keep(user: User): void {
    known.delete(user.id)
    known.set(user.id, { user, untilMs: clock.nowMs() + LIFE_MS })
    const [oldest] = known.keys()
    if (known.size > MAX_USERS && oldest !== undefined) known.delete(oldest)
  }

  async function dropping<T>(id: UserId, work: Promise<T>): Promise<T> {
    try {
      return await work
    } finally {
      drop(id)
    }
  }

  const { users, sessions, copies } = store
  const cached: UserStore = {
    ...users,
    find,
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
        for (const { kind, id } of entries) if (kind === 'user') drop(id as UserId)
        await copies?.apply(entries)
      },
      distrust: async () => {
        drops += 1
        known.clear()
        await copies?.distrust()
      },
    },
  }
}
