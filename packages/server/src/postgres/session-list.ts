/** Lists sessions, newest first. */

import type { Page, PageRequest, SessionFilter, SessionReading } from '@coatcheck/core'
import { pageOf, readCursor } from '../sql/pagination.ts'
import { readingOf, SESSION_READING } from './session-read.ts'
import { type Connection, statement } from './statement.ts'

const list = statement(`${SESSION_READING}
  WHERE (:user::TEXT IS NULL OR s.user_id = :user) AND (:before::TEXT IS NULL OR s.id < :before)
    AND (:client::TEXT IS NULL OR s.oauth_client_id = :client)
    AND (:alive::SMALLINT IS NULL OR (:alive = 1) = (s.end_state IS NULL
      AND :now < s.deadline_at AND u.state = 'enabled' AND u.epoch <= s.epoch))
  ORDER BY s.id DESC LIMIT :limit`)

/** One page of those that a filter leaves. */
export async function listSessions(
  on: Connection,
  { userId, status, oauthClientId }: SessionFilter,
  page: PageRequest,
): Promise<Page<SessionReading>> {
  const rows = await list.arrays(on, {
    user: userId,
    client: oauthClientId ?? null,
    alive: status === null ? null : Number(status === 'active'),
    before: readCursor('sess', page),
    limit: page.limit + 1,
  })
  return pageOf(rows.map(readingOf), page, {
    item: (reading) => reading,
    key: ({ session }) => session.id,
  })
}
