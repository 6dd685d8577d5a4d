/** The user port: what ends sessions of a person is told to Redis before anybody is answered. */

import type { ClientId, SessionId, UserId, UserStore } from '@coatcheck/core'
import { type Hot, inDatabase } from './hot-sessions.ts'
import { fenced, type SessionBase } from './session-store.ts'

/** Opens the port. */
export function openHotUserStore(hot: Hot, users: UserStore, { sessions }: SessionBase): UserStore {
  /** Works on a person's sessions in the database. */
  async function ofUser<T>(userId: UserId, work: () => Promise<T>): Promise<T> {
    const ids = () => hot.record.idsOf({ by: 'user', userId, except: null })
    return await inDatabase(hot, await ids(), work, ids)
  }

  async function clientOf(id: SessionId): Promise<readonly ClientId[]> {
    const reading = await sessions.find(id)
    return reading === null ? [] : [reading.session.clientId]
  }

  return {
    ...users,
    changePassword: async (change) => {
      const { keep, userId } = change
      const clients = keep.kind === 'cookie' ? await clientOf(keep.sessionId) : []
      const changed = await fenced(hot, clients, () => ofUser(userId, () => users.changePassword(change)))
      if (changed.outcome === 'unmatched' || changed.kept === null) return changed
      return { ...changed, kept: { ...changed.kept, mayHaveLostSteps: true } }
    },
    signOutEverywhere: (id, how, context) => ofUser(id, () => users.signOutEverywhere(id, how, context)),
    setDisabled: (id, disabled, context) => ofUser(id, () => users.setDisabled(id, disabled, context)),
    requestDeletion: (id, graceMs, context) => ofUser(id, () => users.requestDeletion(id, graceMs, context)),
    delete: (id, context) => ofUser(id, () => users.delete(id, context)),
  }
}
