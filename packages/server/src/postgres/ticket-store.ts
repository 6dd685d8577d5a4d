/** The ticket port on Postgres. */

import type { EmailAddress, TicketPurpose, TicketStore, UserId } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { forget } from './forget.ts'
import { type Row, statement } from './statement.ts'

const dropOlder = statement('DELETE FROM tickets WHERE user_id = :user AND kind = :kind')
const insert = statement(`INSERT INTO tickets (id, hash, kind, user_id, email, epoch, expires_at)
  VALUES (:id, :hash, :kind, :user, :email, :epoch, :now + :lifetime)`)
const find = statement(`SELECT kind, user_id, email, epoch FROM tickets
  WHERE id = :id AND hash = :hash AND :now < expires_at`)
const redeem = statement(`DELETE FROM tickets
  WHERE id = :id AND hash = :hash AND kind = :kind AND :now < expires_at RETURNING kind, user_id, email, epoch`)
const sweep = forget({ table: 'tickets', key: 'id', time: 'expires_at' })

/** Opens the port. */
export function openTicketStore({ pool, transact }: Engine): TicketStore {
  return {
    create: ({ id, hash, purpose, lifetimeMs, events }) =>
      transact(async ({ on, appendEvents }) => {
        const { userId: user, kind, email, epoch } = purpose
        await dropOlder.run(on, { user, kind })
        await insert.run(on, { id, hash, kind, user, email, epoch, lifetime: lifetimeMs })
        appendEvents(events)
      }),
    find: async (id, hash) => one(await find.get(pool, { id, hash })),
    redeem: async (id, hash, kind) => one(await redeem.get(pool, { id, hash, kind })),
    sweep: (batch) => sweep(pool, 0, batch),
  }
}

function one(row: Row | null): TicketPurpose | null {
  if (row === null) return null
  return {
    kind: row['kind'] as TicketPurpose['kind'],
    userId: row['user_id'] as UserId,
    email: row['email'] as EmailAddress,
    epoch: row['epoch'] as number,
  }
}
