/** Links users to people of upstreams, and takes links away. */

import { draftEvent, type UserStore } from '@coatcheck/core'
import { OTHER_WAY_IN } from '../sql/identity-statements.ts'
import type { Engine } from './engine.ts'

/** The part of the user port that links. */
export type UserIdentities = Pick<UserStore, 'link' | 'unlink'>

/** Prepares it. */
export function prepareIdentities({ database, write, nowMs, appendEvents }: Engine): UserIdentities {
  const there = database.prepare("SELECT id FROM users WHERE id = ? AND state <> 'deleted'")
  const insert = database.prepare(`INSERT INTO identities (issuer, subject, user_id, created_at)
    VALUES (:issuer, :subject, :user, :now) ON CONFLICT (issuer, subject) DO NOTHING RETURNING user_id`)
  const holder = database.prepare('SELECT user_id FROM identities WHERE issuer = ? AND subject = ?')
  const remove = database.prepare(`DELETE FROM identities
    WHERE issuer = :issuer AND subject = :subject AND user_id = :user AND ${OTHER_WAY_IN} RETURNING user_id`)

  return {
    link: (user, { issuer, subject }, context) =>
      write(() => {
        if (there.get(user) === undefined) return 'not-found'
        if (insert.get({ issuer, subject, user, now: nowMs() }) === undefined)
          return holder.get(issuer, subject)?.['user_id'] === user ? 'linked' : 'taken'
        appendEvents([draftEvent(context, 'identity.linked', { userId: user, details: { issuer, subject } })])
        return 'linked'
      }),
    unlink: (user, { issuer, subject }, context) =>
      write(() => {
        if (remove.get({ issuer, subject, user }) === undefined)
          return holder.get(issuer, subject)?.['user_id'] === user ? 'last-way-in' : 'not-found'
        const details = { issuer, subject }
        appendEvents([draftEvent(context, 'identity.unlinked', { userId: user, details })])
        return 'unlinked'
      }),
  }
}
