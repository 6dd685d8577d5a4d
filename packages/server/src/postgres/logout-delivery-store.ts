/** The port for what OAuth clients are told of ended sessions, on Postgres. */

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
import { type Connection, statement } from './statement.ts'

const queue = statement(
  queueLogouts('= ANY (:sessions::TEXT[])', (member) => `(client.settings::JSONB ->> '${member}')`),
)
const receivers = statement(LOGOUT_RECEIVERS)
const take = statement(`${takeLogouts('FOR UPDATE SKIP LOCKED')}, :now AS now`)
const settle = statement(SETTLE_LOGOUT)
const postpone = statement(POSTPONE_LOGOUT)
const giveUp = statement(GIVE_UP_LOGOUT)
const readNow = statement('SELECT :now AS now')

/** Queues that sessions have ended, for the clients that want to be told; in the transaction that ends them. */
export async function queueEnded(
  on: Connection,
  sessions: readonly Pick<Session, 'id' | 'oauth'>[],
): Promise<void> {
  const grants = sessions.filter(({ oauth }) => oauth !== null)
  if (grants.length > 0) await queue.run(on, { sessions: grants.map(({ id }) => id) })
}

/** Opens the port. */
export function openLogoutDeliveryStore({ pool, transact }: Engine): LogoutDeliveryStore {
  return {
    receivers: async () => (await receivers.all(pool)).map((row) => row['id'] as AppId),
    take: async ({ clientId, count, leaseMs }) => {
      const rows = await take.all(pool, { client: clientId, count, lease: leaseMs })
      const nowMs = rows[0]?.['now'] ?? (await readNow.get(pool))?.['now']
      return { deliveries: rows.map(logoutDeliveryFromRow), nowMs: nowMs as number }
    },
    settle: async (session) => void (await settle.run(pool, { session })),
    postpone: async ({ sessionId, tries }, after) =>
      void (await postpone.run(pool, { session: sessionId, tries, after })),
    giveUp: (delivery, reason) =>
      transact(async ({ on, appendEvents }) => {
        const { sessionId, tries } = delivery
        if ((await giveUp.get(on, { session: sessionId, tries })) === null) return
        appendEvents([undelivered(delivery, reason)])
      }),
  }
}
