/** The port for what OAuth clients are told of ended sessions, on SQLite. */

import type { AppId, LogoutDeliveryStore, Session } from '@coatcheck/core'
import {
  GIVE_UP_LOGOUT,
  LOGOUT_RECEIVERS,
  logoutDeliveryFromRow,
  POSTPONE_LOGOUT,
  queueLogouts,
  SETTLE_LOGOUT,
  takeLogouts,
} from '../sql/logout-delivery-statements.ts'
import { undelivered } from '../sql/logout-event.ts'
import type { Engine } from './engine.ts'

/** Queues that a session has ended, if its client wants to be told; only inside a write. */
export type QueueLogout = (session: Pick<Session, 'id' | 'oauth'>) => void

/** Prepares it. */
export function prepareQueueLogout({ database, nowMs }: Engine): QueueLogout {
  const queue = database.prepare(
    queueLogouts('= :session', (member) => `json_extract(client.settings, '$.${member}')`),
  )
  return ({ id, oauth }) => {
    if (oauth !== null) queue.run({ session: id, now: nowMs() })
  }
}

/** Opens the port. */
export function openLogoutDeliveryStore(engine: Engine): LogoutDeliveryStore {
  const { database, write, nowMs } = engine
  const receivers = database.prepare(LOGOUT_RECEIVERS)
  const take = database.prepare(takeLogouts(''))
  const settle = database.prepare(SETTLE_LOGOUT)
  const postpone = database.prepare(POSTPONE_LOGOUT)
  const giveUp = database.prepare(GIVE_UP_LOGOUT)

  return {
    receivers: async () => receivers.all({ now: nowMs() }).map((row) => row['id'] as AppId),
    take: ({ clientId, count, leaseMs }) =>
      write(() => {
        const now = nowMs()
        const rows = take.all({ client: clientId, count, lease: leaseMs, now })
        return { deliveries: rows.map(logoutDeliveryFromRow), nowMs: now }
      }),
    settle: (session) => write(() => void settle.run({ session })),
    postpone: ({ sessionId, tries }, after) =>
      write(() => void postpone.run({ session: sessionId, tries, after, now: nowMs() })),
    giveUp: (delivery, reason) =>
      write(() => {
        const { sessionId, tries } = delivery
        if (giveUp.get({ session: sessionId, tries }) === undefined) return
        engine.appendEvents([undelivered(delivery, reason)])
      }),
  }
}
