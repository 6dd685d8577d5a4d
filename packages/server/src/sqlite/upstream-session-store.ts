/** The port for where sessions came from, on SQLite. */

import type { SessionId, UpstreamSessionStore } from '@coatcheck/core'
import {
  FIND_END,
  findEndParameters,
  KEEP_END,
  keepEndParameters,
  OF_SESSION,
  OF_SUBJECT,
  RECORD,
  recordParameters,
} from '../sql/upstream-session-statements.ts'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'

/** Opens the port. */
export function openUpstreamSessionStore(engine: Engine): UpstreamSessionStore {
  const { database, write, nowMs } = engine
  const record = database.prepare(RECORD)
  const findEnd = database.prepare(FIND_END)
  const keepEnd = database.prepare(KEEP_END)
  const ofSession = database.prepare(OF_SESSION)
  const ofSubject = database.prepare(OF_SUBJECT)
  const forgetSessions = prepareForget(engine, {
    table: 'upstream_sessions',
    key: 'session_id',
    time: 'until_at',
  })
  const forgetEnds = prepareForget(engine, { table: 'upstream_ends', key: 'key', time: 'until_at' })

  return {
    record: (session) =>
      write(() => {
        record.run(recordParameters(session))
        return findEnd.get(findEndParameters(session)) === undefined
      }),
    end: (end) =>
      write(() => {
        keepEnd.run(keepEndParameters(end))
        const { upstreamId: upstream, value, atMs: at } = end
        const rows =
          end.names === 'session'
            ? ofSession.all({ upstream, value })
            : ofSubject.all({ upstream, value, at })
        return rows.map((row) => row['session_id'] as SessionId)
      }),
    sweep: async (batch) => Math.max(await forgetSessions(nowMs(), batch), await forgetEnds(nowMs(), batch)),
  }
}
