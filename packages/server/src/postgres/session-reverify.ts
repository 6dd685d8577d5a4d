/** A factor proved anew: on a living session, with the secret of its browser, where one that waited takes its place. */

import { draftEvent, type SessionId, type SessionReading, type SessionStore } from '@coatcheck/core'
import { Abandoned } from '../sql/abandoned.ts'
import { SETTLED, successorOf } from '../sql/browser-succession.ts'
import { rotateClient } from './client-secret.ts'
import { NO_LONGER_DUE } from '../sql/session-row.ts'
import { IS_LIVE } from './session-live.ts'
import { findSession } from './session-read.ts'
import { replaceInBrowser } from './session-replace.ts'
import { type Connection, type Statement, statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

const prove = (set: string, condition: string): Statement =>
  statement(`UPDATE sessions
    SET last_active_at = greatest(last_active_at, :now),
      first_factor_before = first_factor_at, second_factor_before = second_factor_at, ${set}, ${NO_LONGER_DUE}
    WHERE id = :id AND ${IS_LIVE} AND ${condition} RETURNING id`)
const PROVE = {
  first: prove('first_factor_at = :now', 'second_factor_due <> 1'),
  second: prove('second_factor_at = :now', 'TRUE'),
}

// The user's row comes first, as where sessions are opened.
const lockUser = statement(
  'SELECT id FROM users WHERE id = (SELECT user_id FROM sessions WHERE id = :id) FOR NO KEY UPDATE',
)

/** Marks a factor of a living session as proved now. @returns Whether it lives. */
export async function proveFactor(
  on: Connection,
  id: SessionId,
  factor: 'first' | 'second',
): Promise<boolean> {
  return (await PROVE[factor].get(on, { id })) !== null
}

/** Proves; abandons the transaction when the browser has another secret by now. */
export async function reverify(
  transaction: Transaction,
  { id, factor, rotateClient: rotation, context }: Parameters<SessionStore['reverify']>[0],
): Promise<SessionReading | null> {
  const { on, appendEvents } = transaction
  if (factor === 'second') await lockUser.get(on, { id })
  if (!(await proveFactor(on, id, factor))) return null
  if (rotation !== null && !(await rotateClient(on, rotation))) throw new Abandoned(null)
  const reading = await findSession(on, id)
  const about = {
    sessionId: id,
    userId: reading?.session.userId ?? null,
    clientId: reading?.session.clientId ?? null,
    details: { factor },
  }
  appendEvents([draftEvent(context, 'session.reverified', about)])
  if (factor === 'second' && reading !== null && reading.session.neededSecondFactor)
    await replaceInBrowser(transaction, successorOf(reading), SETTLED, context)
  return reading
}
