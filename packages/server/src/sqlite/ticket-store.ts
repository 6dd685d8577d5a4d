/** The ticket port on SQLite. */

import type { EmailAddress, TicketStore, UserId } from '@coatcheck/core'
import type { Engine } from './engine.ts'

/** Opens the port. */
export function openTicketStore({ database, write, nowMs }: Engine): TicketStore {
  const dropOlder = database.prepare('DELETE FROM tickets WHERE user_id = ? AND kind = ?')
  const insert = database.prepare(
    'INSERT INTO tickets (id, hash, kind, user_id, email, epoch, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const redeem = database.prepare(`DELETE FROM tickets
    WHERE id = :id AND hash = :hash AND kind = :kind AND :now < expires_at RETURNING user_id, email, epoch`)
  return {
    create: async ({ id, hash, purpose, lifetimeMs }) => {
      await write(() => {
        const { userId, kind, email, epoch } = purpose
        dropOlder.run(userId, kind)
        insert.run(id, hash, kind, userId, email, epoch, nowMs() + lifetimeMs)
      })
    },
    redeem: (id, hash, kind) =>
      write(() => {
        const row = redeem.get({ id, hash, kind, now: nowMs() })
        if (row === undefined) return null
        const userId = row['user_id'] as UserId
        return { kind, userId, email: row['email'] as EmailAddress, epoch: row['epoch'] as number }
      }),
  }
}
