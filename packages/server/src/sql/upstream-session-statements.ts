/** Where sessions came from: statements that both engines run, and the keys of what has ended. */

import type { UpstreamEnd, UpstreamSession } from '@coatcheck/core'

type Parameters = Record<string, string | number | null>

/** Remembers where a session came from; by a later token of the same session, no less. */
export const RECORD = `INSERT INTO upstream_sessions
  (session_id, upstream_id, subject, upstream_session_id, issued_at, until_at)
  VALUES (:session, :upstream, :subject, :upstream_session, :issued, :until)
  ON CONFLICT (session_id) DO UPDATE SET issued_at = excluded.issued_at`

/** An end that a session is later than by its own id, or earlier than by its person's. */
export const FIND_END = `SELECT key FROM upstream_ends
  WHERE key = :session_key OR (key = :subject_key AND at >= :issued) LIMIT 1`

/** Remembers an end; of several, the latest. */
export const KEEP_END = `INSERT INTO upstream_ends (key, at, until_at) VALUES (:key, :at, :until)
  ON CONFLICT (key) DO UPDATE SET
    at = CASE WHEN upstream_ends.at > excluded.at THEN upstream_ends.at ELSE excluded.at END,
    until_at = CASE WHEN upstream_ends.until_at > excluded.until_at THEN upstream_ends.until_at ELSE excluded.until_at END`

/** The sessions that came from one of the upstream's. */
export const OF_SESSION =
  'SELECT session_id FROM upstream_sessions WHERE upstream_id = :upstream AND upstream_session_id = :value'

/** The sessions that came from a person of the upstream, by then. */
export const OF_SUBJECT =
  'SELECT session_id FROM upstream_sessions WHERE upstream_id = :upstream AND subject = :value AND issued_at <= :at'

/** The parameters of `RECORD`. */
export function recordParameters(from: UpstreamSession): Parameters {
  return {
    session: from.sessionId,
    upstream: from.upstreamId,
    subject: from.subject,
    upstream_session: from.upstreamSessionId,
    issued: from.issuedAtMs,
    until: from.untilMs,
  }
}

/** The parameters of `FIND_END`. */
export function findEndParameters(from: UpstreamSession): Parameters {
  const { upstreamId, upstreamSessionId } = from
  return {
    session_key:
      upstreamSessionId === null ? '' : keyOf({ upstreamId, names: 'session', value: upstreamSessionId }),
    subject_key: keyOf({ upstreamId, names: 'subject', value: from.subject }),
    issued: from.issuedAtMs,
  }
}

/** The parameters of `KEEP_END`. */
export function keepEndParameters(end: UpstreamEnd): Parameters {
  return { key: keyOf(end), at: end.atMs, until: end.untilMs }
}

function keyOf({ upstreamId, names, value }: Pick<UpstreamEnd, 'upstreamId' | 'names' | 'value'>): string {
  return `${upstreamId} ${names} ${value}`
}
