/** The statements of API keys, which both engines understand. */

import { API_KEY_USE_MS, type ApiKeyFilter, MAX_API_KEYS, type PageRequest } from '@coatcheck/core'
import { pageParameters, patternOf } from './organization-statements.ts'

/** Inserts a key if its subject is there and has room for one more. */
export const INSERT_API_KEY: string = `INSERT INTO api_keys (id, hash, hint, name, description, subject, scopes, claims,
    rate_requests, rate_seconds, created_by, created_at, expires_at, over_at)
  SELECT :id, :hash, :hint, :name, :description, CAST(:subject AS TEXT), :scopes, :claims, :rate_requests, :rate_seconds,
    :created_by, clock.now, clock.now + CAST(:lifetime AS BIGINT), clock.now + CAST(:lifetime AS BIGINT)
  FROM (SELECT :now AS now) AS clock
  WHERE ${MAX_API_KEYS} > (SELECT count(*) FROM api_keys
      WHERE subject = CAST(:subject AS TEXT) AND (over_at IS NULL OR over_at > clock.now))
  RETURNING *`

/** One row if a subject may have keys. */
export const FIND_SUBJECT = `SELECT id FROM users WHERE id = CAST(:subject AS TEXT) AND state = 'enabled'
  UNION ALL SELECT id FROM organizations WHERE id = CAST(:subject AS TEXT)
  UNION ALL SELECT id FROM oauth_clients WHERE id = CAST(:subject AS TEXT) AND state = 'enabled'`

/** A key with the standing of its subject: what is disabled, about to be deleted or gone suspends it. */
export const FIND_API_KEY = `SELECT k.*,
    CASE WHEN o.id IS NOT NULL OR c.state = 'enabled' OR (u.state = 'enabled' AND u.deletion_at IS NULL)
      THEN 0 ELSE 1 END AS suspended
  FROM api_keys k LEFT JOIN users u ON u.id = k.subject LEFT JOIN organizations o ON o.id = k.subject
    LEFT JOIN oauth_clients c ON c.id = k.subject
  WHERE k.id = :id`

const LISTED = `id < :before AND lower(name) LIKE lower(:pattern) ESCAPE '\\'
    AND hint >= :prefix AND hint < :beyond AND (over_at IS NULL OR over_at > CASE WHEN :all = 1 THEN 0 ELSE :now END)
  ORDER BY id DESC LIMIT :limit`

/** Keys of anybody. */
export const LIST_API_KEYS: string = `SELECT * FROM api_keys WHERE ${LISTED}`

/** Keys of one subject. */
export const LIST_API_KEYS_OF_SUBJECT: string = `SELECT * FROM api_keys WHERE subject = :subject AND ${LISTED}`

/** The parameters of a list, but for the subject. */
export function listParameters(
  { query, prefix, isOverToo }: ApiKeyFilter,
  page: PageRequest,
): { readonly [name: string]: string | number } {
  const from = prefix ?? ''
  return {
    ...pageParameters('key', page),
    pattern: patternOf(query),
    prefix: from,
    beyond: `${from}~`, // comes after every character of a key
    all: Number(isOverToo),
  }
}

/** Revokes one that lives. */
export const REVOKE_API_KEY = `UPDATE api_keys SET revoked_at = :now, over_at = :now, revoke_reason = :reason
  WHERE id = :id AND (CAST(:subject AS TEXT) IS NULL OR subject = CAST(:subject AS TEXT))
    AND (over_at IS NULL OR over_at > :now)
  RETURNING *`

/** Drops all of a subject that is no more. */
export const DROP_API_KEYS = 'DELETE FROM api_keys WHERE subject = :subject RETURNING *'

/** Those of a subject that live. */
export const LIVING_API_KEYS =
  'SELECT id FROM api_keys WHERE subject = :subject AND (over_at IS NULL OR over_at > :now)'

/** Writes a use, seldom. */
export const MARK_API_KEY_USED: string = `UPDATE api_keys SET last_used_at = :now
  WHERE id = :id AND (last_used_at IS NULL OR last_used_at <= :now - ${API_KEY_USE_MS})`
