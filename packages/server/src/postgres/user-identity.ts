/** Links users to people of upstreams, and takes links away, on Postgres. */

import { draftEvent, type UserStore } from '@coatcheck/core'
import { OTHER_WAY_IN } from '../sql/identity-statements.ts'
import type { Engine } from './engine.ts'
import { type Connection, statement } from './statement.ts'

// One at a time for each user: two links that go at once would each count the other as a way in.
const lock = statement("SELECT id FROM users WHERE id = :user AND state <> 'deleted' FOR UPDATE")
const insert = statement(`INSERT INTO identities (issuer, subject, user_id, created_at)
  VALUES (:issuer, :subject, :user, :now) ON CONFLICT (issuer, subject) DO NOTHING RETURNING user_id`)
const holder = statement('SELECT user_id FROM identities WHERE issuer = :issuer AND subject = :subject')
const remove = statement(`DELETE FROM identities
  WHERE issuer = :issuer AND subject = :subject AND user_id = :user AND ${OTHER_WAY_IN} RETURNING user_id`)

/** Opens that part of the user port. */
export function openIdentities({ transact }: Engine): Pick<UserStore, 'link' | 'unlink'> {
  return {
    link: (user, { issuer, subject }, context) =>
      transact(async ({ on, appendEvents }) => {
        if ((await lock.get(on, { user })) === null) return 'not-found'
        if ((await insert.get(on, { issuer, subject, user })) === null)
          return (await isHeldBy(on, { issuer, subject, user })) ? 'linked' : 'taken'
        appendEvents([draftEvent(context, 'identity.linked', { userId: user, details: { issuer, subject } })])
        return 'linked'
      }),
    unlink: (user, { issuer, subject }, context) =>
      transact(async ({ on, appendEvents }) => {
        if ((await lock.get(on, { user })) === null) return 'not-found'
        if ((await remove.get(on, { issuer, subject, user })) === null)
          return (await isHeldBy(on, { issuer, subject, user })) ? 'last-way-in' : 'not-found'
        const details = { issuer, subject }
        appendEvents([draftEvent(context, 'identity.unlinked', { userId: user, details })])
        return 'unlinked'
      }),
  }
}

async function isHeldBy(
  on: Connection,
  { user, issuer, subject }: { readonly user: string; readonly issuer: string; readonly subject: string },
): Promise<boolean> {
  return (await holder.get(on, { issuer, subject }))?.['user_id'] === user
}
