/** From a row of the table `issued_tokens` to the token. */

import type { IssuedToken, UserId } from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** A detached token from its row. */
export function issuedTokenFromRow(row: Row): IssuedToken {
  return {
    jti: row['jti'] as string,
    userId: row['user_id'] as UserId,
    template: row['template'] as string,
    issuedAtMs: row['issued_at'] as number,
    untilMs: row['until_at'] as number,
    revokedAtMs: row['revoked_at'] as number | null,
  }
}
