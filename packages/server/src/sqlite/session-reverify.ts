/** The first factor proved anew: on a living session, with the secret of its browser. */

import { draftEvent, type SessionId, type SessionReading, type SessionStore } from '@coatcheck/core'
import { Abandoned } from '../sql/abandoned.ts'
import { prepareRotateClient } from './client-secret.ts'
import type { Engine } from './engine.ts'
import { IS_LIVE } from './session-live.ts'
import type { SessionReads } from './session-read.ts'

/** Marks the first factor of a living session as proved now; only inside a write. Answers whether it lives. */
export type ProveFirstFactor = (id: SessionId) => boolean

/** Prepares that. */
export function prepareProve({ database, nowMs }: Engine): ProveFirstFactor {
  const prove = database.prepare(`UPDATE sessions
    SET last_active_at = max(last_active_at, :now),
      first_factor_before = first_factor_at, second_factor_before = second_factor_at, first_factor_at = :now
    WHERE id = :id AND ${IS_LIVE} RETURNING id`)
  return (id) => prove.get({ id, now: nowMs() }) !== undefined
}

/** Proves; only inside a write, which it abandons when the browser has another secret by now. */
export type Reverify = (input: Parameters<SessionStore['reverify']>[0]) => SessionReading | null

/** Prepares that. */
export function prepareReverify(engine: Engine, reads: SessionReads): Reverify {
  const prove = prepareProve(engine)
  const rotateClient = prepareRotateClient(engine)
  return ({ id, rotateClient: rotation, context }) => {
    if (!prove(id)) return null
    if (rotation !== null && !rotateClient(rotation)) throw new Abandoned(null)
    const reading = reads.find(id)
    const about = {
      sessionId: id,
      userId: reading?.session.userId ?? null,
      clientId: reading?.session.clientId ?? null,
    }
    engine.appendEvents([draftEvent(context, 'session.reverified', about)])
    return reading
  }
}
