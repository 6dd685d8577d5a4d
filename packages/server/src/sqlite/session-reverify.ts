/** A factor proved anew: on a living session, with the secret of its browser, where one that waited takes its place. */

import { draftEvent, type SessionId, type SessionReading, type SessionStore } from '@coatcheck/core'
import { Abandoned } from '../sql/abandoned.ts'
import { SETTLED, successorOf } from '../sql/browser-succession.ts'
import { prepareRotateClient } from './client-secret.ts'
import type { Engine } from './engine.ts'
import { NO_LONGER_DUE } from '../sql/session-row.ts'
import type { EndSessions } from './session-end.ts'
import { IS_LIVE } from './session-live.ts'
import type { SessionReads } from './session-read.ts'
import { prepareReplaceInBrowser } from './session-replace.ts'

/** Marks a factor of a living session as proved now; only inside a write. Answers whether it lives. */
export type ProveFactor = (id: SessionId, factor: 'first' | 'second') => boolean

/** Prepares that. */
export function prepareProve({ database, nowMs }: Engine): ProveFactor {
  const prove = (set: string, condition: string) =>
    database.prepare(`UPDATE sessions
      SET last_active_at = max(last_active_at, :now),
        first_factor_before = first_factor_at, second_factor_before = second_factor_at, ${set}, ${NO_LONGER_DUE}
      WHERE id = :id AND ${IS_LIVE} AND ${condition} RETURNING id`)
  const statements = {
    first: prove('first_factor_at = :now', 'second_factor_due <> 1'),
    second: prove('second_factor_at = :now', 'TRUE'),
  }
  return (id, factor) => statements[factor].get({ id, now: nowMs() }) !== undefined
}

/** Proves; only inside a write, which it abandons when the browser has another secret by now. */
export type Reverify = (input: Parameters<SessionStore['reverify']>[0]) => SessionReading | null

/** Prepares that. */
export function prepareReverify(engine: Engine, reads: SessionReads, endSessions: EndSessions): Reverify {
  const prove = prepareProve(engine)
  const rotateClient = prepareRotateClient(engine)
  const replaceInBrowser = prepareReplaceInBrowser(engine, endSessions)
  return ({ id, factor, rotateClient: rotation, context }) => {
    if (!prove(id, factor)) return null
    if (rotation !== null && !rotateClient(rotation)) throw new Abandoned(null)
    const reading = reads.find(id)
    const about = {
      sessionId: id,
      userId: reading?.session.userId ?? null,
      clientId: reading?.session.clientId ?? null,
      details: { factor },
    }
    engine.appendEvents([draftEvent(context, 'session.reverified', about)])
    if (factor === 'second' && reading !== null && reading.session.neededSecondFactor)
      replaceInBrowser(successorOf(reading), SETTLED, context)
    return reading
  }
}
