/** The statements of detached tokens, which both engines understand. */

import { MAX_LISTED_TOKENS } from '@coatcheck/core'

/** A user's unexpired tokens, newest first. */
export const LIST_ISSUED_TOKENS: string = `SELECT * FROM issued_tokens WHERE user_id = :user AND until_at > :now
  ORDER BY issued_at DESC, jti LIMIT ${MAX_LISTED_TOKENS}`

/** Revokes one. */
export const REVOKE_ISSUED_TOKEN: string = `UPDATE issued_tokens SET revoked_at = :now
  WHERE jti = :jti AND revoked_at IS NULL AND until_at > :now RETURNING *`

/** Revokes all of a user. */
export const REVOKE_TOKENS_OF_USER: string = `UPDATE issued_tokens SET revoked_at = :now
  WHERE user_id = :user AND revoked_at IS NULL AND until_at > :now RETURNING *`
