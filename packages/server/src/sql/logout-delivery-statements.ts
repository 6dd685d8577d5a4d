/** Statements about what OAuth clients are told of ended sessions, that both engines run; and what their rows mean. */

import type { AppId, LogoutDelivery, SessionId, SigningAlgorithm, UserId } from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** Queues the ends of sessions whose clients want to be told. @param setting Reads a member of the client's settings. */
export function queueLogouts(which: string, setting: (member: string) => string): string {
  const uri = setting('backchannelLogoutUri')
  return `INSERT INTO logout_deliveries
      (session_id, user_id, oauth_client_id, audience, uri, is_trusted, algorithm, queued_at, tries, due_at)
    SELECT session.id, session.user_id, client.id, client.client_id, ${uri},
      CASE client.registration WHEN 'admin' THEN 1 ELSE 0 END, ${setting('algorithm')}, clock.now, 0, clock.now
    FROM sessions AS session JOIN oauth_clients AS client ON client.id = session.oauth_client_id
      CROSS JOIN (SELECT :now AS now) AS clock
    WHERE session.id ${which} AND ${uri} IS NOT NULL
    ON CONFLICT DO NOTHING`
}

/** The clients that something is due for: one step in the index for each, however much waits. */
export const LOGOUT_RECEIVERS: string = `WITH RECURSIVE receiver (id) AS (
    SELECT min(oauth_client_id) FROM logout_deliveries
    UNION ALL
    SELECT (SELECT min(oauth_client_id) FROM logout_deliveries WHERE oauth_client_id > receiver.id)
    FROM receiver WHERE receiver.id IS NOT NULL)
  SELECT receiver.id FROM receiver WHERE receiver.id IS NOT NULL AND EXISTS (
    SELECT 1 FROM logout_deliveries WHERE oauth_client_id = receiver.id AND due_at <= (SELECT :now))`

/** Takes what is due. @param lock How rows that another node takes at the same moment are passed over. */
export function takeLogouts(lock: string): string {
  return `WITH chosen AS MATERIALIZED (SELECT session_id FROM logout_deliveries
      WHERE oauth_client_id = :client AND due_at <= (SELECT :now) ORDER BY due_at LIMIT :count ${lock})
    UPDATE logout_deliveries SET tries = tries + 1, due_at = :now + :lease
    WHERE session_id IN (SELECT session_id FROM chosen) RETURNING *`
}

export const SETTLE_LOGOUT: string = 'DELETE FROM logout_deliveries WHERE session_id = :session'
export const POSTPONE_LOGOUT: string = `UPDATE logout_deliveries SET due_at = :now + :after
  WHERE session_id = :session AND tries = :tries`
export const GIVE_UP_LOGOUT: string = `DELETE FROM logout_deliveries
  WHERE session_id = :session AND tries = :tries RETURNING session_id`

/** A delivery from its row. */
export function logoutDeliveryFromRow(row: Row): LogoutDelivery {
  return {
    sessionId: row['session_id'] as SessionId,
    userId: row['user_id'] as UserId,
    clientId: row['oauth_client_id'] as AppId,
    audience: row['audience'] as string,
    uri: row['uri'] as string,
    isTrusted: row['is_trusted'] === 1,
    algorithm: row['algorithm'] as SigningAlgorithm | null,
    queuedAtMs: row['queued_at'] as number,
    tries: row['tries'] as number,
  }
}
