/** Lists sessions, newest first. */

import type { Page, PageRequest, SessionFilter, SessionReading } from '@coatcheck/core'
import { pageOf, readCursor } from '../sql/pagination.ts'
import type { Engine } from './engine.ts'
import { prepareSessions, SESSION_WITH_USER, type SessionReads } from './session-read.ts'

/** Sorts behind every session's id. */
const BEHIND_ALL_SESSIONS = 'sess~'

/** One page of those that a filter leaves. */
export type ListSessions = (filter: SessionFilter, page: PageRequest) => Page<SessionReading>

/** Prepares it. */
export function prepareList({ database, nowMs }: Engine, reads: SessionReads): ListSessions {
  // A statement for each: under a condition such as `:user IS NULL OR ...` no index is used.
  const list = (whose: string) =>
    prepareSessions(
      database,
      `${SESSION_WITH_USER}
      WHERE ${whose} AND s.id < :before AND (:alive IS NULL OR :alive = (s.end_state IS NULL
        AND :now < s.deadline_at AND u.state = 'enabled' AND u.epoch <= s.epoch))
      ORDER BY s.id DESC LIMIT :limit`,
    )
  const statements = {
    all: list('TRUE'),
    user: list('s.user_id = :user'),
    'oauth-client': list('s.oauth_client_id = :client'),
    'oauth-client-user': list('s.oauth_client_id = :client AND s.user_id = :user'),
  }

  return ({ userId, status, oauthClientId }, page) => {
    const ofUser = oauthClientId === undefined ? 'user' : 'oauth-client-user'
    const ofAll = oauthClientId === undefined ? 'all' : 'oauth-client'
    const rows = statements[userId === null ? ofAll : ofUser].all({
      alive: status === null ? null : Number(status === 'active'),
      before: readCursor('sess', page) ?? BEHIND_ALL_SESSIONS,
      now: nowMs(),
      limit: page.limit + 1,
      ...(userId !== null && { user: userId }),
      ...(oauthClientId !== undefined && { client: oauthClientId }),
    })
    return pageOf(rows.map(reads.reading), page, {
      item: (reading) => reading,
      key: ({ session }) => session.id,
    })
  }
}
