/** The first factor proved anew: on a living session, with the secret of its browser. */

import { draftEvent, type SessionId, type SessionReading, type SessionStore } from '@coatcheck/core'
import { Abandoned } from '../sql/abandoned.ts'
import { rotateClient } from './client-secret.ts'
import { IS_LIVE } from './session-live.ts'
import { findSession } from './session-read.ts'
import { type Connection, statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

const prove = statement(`UPDATE sessions
  SET last_active_at = greatest(last_active_at, :now),
    first_factor_before = first_factor_at, second_factor_before = second_factor_at, first_factor_at = :now
  WHERE id = :id AND ${IS_LIVE} RETURNING id`)

/** Marks the first factor of a living session as proved now. @returns Whether it lives. */
export async function proveFirstFactor(on: Connection, id: SessionId): Promise<boolean> {
  return (await prove.get(on, { id })) !== null
}

/** Proves; abandons the transaction when the browser has another secret by now. */
export async function reverify(
  { on, appendEvents }: Transaction,
  { id, rotateClient: rotation, context }: Parameters<SessionStore['reverify']>[0],
): Promise<SessionReading | null> {
  if (!(await proveFirstFactor(on, id))) return null
  if (rotation !== null && !(await rotateClient(on, rotation))) throw new Abandoned(null)
  const reading = await findSession(on, id)
  const about = {
    sessionId: id,
    userId: reading?.session.userId ?? null,
    clientId: reading?.session.clientId ?? null,
  }
  appendEvents([draftEvent(context, 'session.reverified', about)])
  return reading
}
