/** The ticket port on SQLite. */

import type { EmailAddress, TicketPurpose, TicketStore, UserId } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'
import type { Row } from '../sql/session-row.ts'

/** Opens the port. */
export function openTicketStore(engine: Engine): TicketStore {
  const { database, write, nowMs } = engine
  const forget = prepareForget(engine, { table: 'tickets', key: 'id', time: 'expires_at' })
  const dropOlder = database.prepare('DELETE FROM tickets WHERE user_id = ? AND kind = ?')
  const insert = database.prepare(
    'INSERT INTO tickets (id, hash, kind, user_id, email, epoch, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const find = database.prepare(`SELECT kind, user_id, email, epoch FROM tickets
    WHERE id = :id AND hash = :hash AND :now < expires_at`)
  const redeem = database.prepare(`DELETE FROM tickets
    WHERE id = :id AND hash = :hash AND kind = :kind AND :now < expires_at RETURNING kind, user_id, email, epoch`)
  return {
    create: async ({ id, hash, purpose, lifetimeMs, events }) => {
      await write(() => {
        const { userId, kind, email, epoch } = purpose
        dropOlder.run(userId, kind)
        insert.run(id, hash, kind, userId, email, epoch, nowMs() + lifetimeMs)
        engine.appendEvents(events)
      })
    },
    find: async (id, hash) => {
      const row = find.get({ id, hash, now: nowMs() })
      return row === undefined ? null : purposeOf(row)
    },
    sweep: (batch) => forget(nowMs(), batch),
    redeem: (id, hash, kind) =>
      write(() => {
        const row = redeem.get({ id, hash, kind, now: nowMs() })
        return row === undefined ? null : purposeOf(row)
      }),
  }
}

function purposeOf(row: Row): TicketPurpose {
  return {
    kind: row['kind'] as TicketPurpose['kind'],
    userId: row['user_id'] as UserId,
    email: row['email'] as EmailAddress,
    epoch: row['epoch'] as number,
  }
}
