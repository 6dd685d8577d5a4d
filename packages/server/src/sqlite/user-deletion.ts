/** Deletes users: after a grace, or at once, with everything that tells who they were. */

import { BY_SYSTEM, type User, type UserStore } from '@coatcheck/core'
import { prepareDropApiKeys, prepareOutdateApiKeys } from './api-key-end.ts'
import { FORGET_ORIGINS } from '../sql/identity-statements.ts'
import type { Engine } from './engine.ts'
import { prepareLeave } from './membership-leave.ts'
import type { BumpEpoch } from './user-epoch.ts'

/** The part of the user port that deletes. */
export type UserDeletion = Pick<UserStore, 'requestDeletion' | 'delete' | 'sweepDeletions'>

/** Prepares it. */
export function prepareDeletion(
  engine: Engine,
  findNow: (id: User['id']) => User | null,
  bumpEpoch: BumpEpoch,
): UserDeletion {
  const { database, write, nowMs } = engine
  const scheduleDeletion = database.prepare(
    "UPDATE users SET deletion_at = ? WHERE id = ? AND state = 'enabled' RETURNING id",
  )
  const wipe = database.prepare(`UPDATE users SET state = 'deleted', email = NULL, email_verified_at = NULL,
      username = NULL, external_id = NULL, password_hash = NULL, first_name = NULL, last_name = NULL,
      image_url = NULL, locale = NULL, public_metadata = '{}', private_metadata = '{}', unsafe_metadata = '{}',
      deletion_at = NULL, updated_at = :now
    WHERE id = :id AND state <> 'deleted' RETURNING id`)
  const emailOf = database.prepare('SELECT email FROM users WHERE id = ?')
  const forgetOrigins = database.prepare(FORGET_ORIGINS)
  const unlink = database.prepare('DELETE FROM identities WHERE user_id = ?')
  const dropTickets = database.prepare('DELETE FROM tickets WHERE user_id = ?')
  const leave = prepareLeave(engine)
  const dropConsents = database.prepare('DELETE FROM oauth_consents WHERE user_id = ?')
  const dropApiKeys = prepareDropApiKeys(engine)
  const outdateApiKeys = prepareOutdateApiKeys(engine)
  const dropFactors = database.prepare('DELETE FROM factors WHERE user_id = ?')
  const dueForDeletion = database.prepare(
    'SELECT id FROM users WHERE deletion_at <= ? ORDER BY deletion_at LIMIT ?',
  )

  function deleteNow(id: User['id'], context: Parameters<UserStore['delete']>[1]): boolean {
    const email = emailOf.get(id)?.['email'] as string | null | undefined
    if (wipe.get({ id, now: nowMs() }) === undefined) return false
    forgetOrigins.run({ user: id })
    unlink.run(id)
    dropTickets.run(id)
    leave({ userId: id, email: email ?? null }, context)
    dropConsents.run(id)
    dropFactors.run(id)
    dropApiKeys(id, 'user_deleted', context)
    const ending = { state: 'revoked', reason: 'user_deleted' } as const
    bumpEpoch({ userId: id, ending, except: null, event: 'user.deleted', context })
    return true
  }

  return {
    requestDeletion: (id, graceMs, context) =>
      write(() => {
        if (scheduleDeletion.get(nowMs() + graceMs, id) === undefined) return null
        const ending = { state: 'revoked', reason: 'user_deleted' } as const
        bumpEpoch({ userId: id, ending, except: null, event: 'user.deletion_requested', context })
        outdateApiKeys(id)
        return findNow(id)
      }),

    delete: (id, context) => write(() => deleteNow(id, context)),

    sweepDeletions: (batch) =>
      write(() => {
        const due = dueForDeletion.all(nowMs(), batch)
        for (const row of due) deleteNow(row['id'] as User['id'], BY_SYSTEM)
        return due.length
      }),
  }
}
