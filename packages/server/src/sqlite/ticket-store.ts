/** The ticket port on SQLite. */

import type { EmailAddress, TicketPurpose, TicketStore, UserId } from '@coatcheck/core'
import type { Engine } from './engine.ts'

/** Opens the port. */
export function openTicketStore({ database, write, nowMs }: Engine): TicketStore {
  const dropOlder = database.prepare('DELETE FROM tickets WHERE user_id = ? AND kind = ?')
  const insert = database.prepare(
    'INSERT INTO tickets (id, hash, kind, user_id, email, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const redeem = database.prepare(`DELETE FROM tickets
    WHERE id = :id AND hash = :hash AND kind = :kind AND :now < expires_at RETURNING user_id, email`)
  return {
    create: async ({ id, hash, purpose, lifetimeMs }) => {
      await write(() => {
        dropOlder.run(purpose.userId, purpose.kind)
        const email = 'email' in purpose ? purpose.email : null
        insert.run(id, hash, purpose.kind, purpose.userId, email, nowMs() + lifetimeMs)
      })
    },
    redeem: <K extends TicketPurpose['kind']>(id: string, hash: Uint8Array, kind: K) =>
      write(() => {
        const row = redeem.get({ id, hash, kind, now: nowMs() })
        if (row === undefined) return null
        const userId = row['user_id'] as UserId
        const email = row['email'] as EmailAddress
        const purpose = kind === 'password-reset' ? { kind, userId } : { kind, userId, email }
        return purpose as Extract<TicketPurpose, { kind: K }>
      }),
  }
}
