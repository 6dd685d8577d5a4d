/** The port for where sessions came from, on Postgres. */

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
import { forget } from './forget.ts'
import { statement } from './statement.ts'

const record = statement(RECORD)
const findEnd = statement(FIND_END)
const keepEnd = statement(KEEP_END)
const ofSession = statement(OF_SESSION)
const ofSubject = statement(OF_SUBJECT)
const sweepSessions = forget({ table: 'upstream_sessions', key: 'session_id', time: 'until_at' })
const sweepEnds = forget({ table: 'upstream_ends', key: 'key', time: 'until_at' })

/** Opens the port. Each side writes, commits, then reads: were both one transaction, neither would see the other. */
export function openUpstreamSessionStore({ pool }: Engine): UpstreamSessionStore {
  return {
    record: async (session) => {
      await record.run(pool, recordParameters(session))
      return (await findEnd.get(pool, findEndParameters(session))) === null
    },
    end: async (end) => {
      await keepEnd.run(pool, keepEndParameters(end))
      const { upstreamId: upstream, value, atMs: at } = end
      const rows =
        end.names === 'session'
          ? await ofSession.all(pool, { upstream, value })
          : await ofSubject.all(pool, { upstream, value, at })
      return rows.map((row) => row['session_id'] as SessionId)
    },
    sweep: async (batch) => Math.max(await sweepSessions(pool, 0, batch), await sweepEnds(pool, 0, batch)),
  }
}
