/** From rows of the table `factors` to what core knows of them. */

import type { Factor, FactorId, FactorKind, Passkey, TotpSeed, UserId } from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** Selects factors with how many of their recovery codes are left. */
export const FACTOR_WITH_CODES: string = `SELECT f.*, (SELECT count(*) FROM recovery_codes c
    WHERE c.factor_id = f.id AND c.used_at IS NULL) AS codes_left FROM factors f`

/** What counts as a second factor at a sign-in, as SQL. */
export const ASKS_AT_SIGN_IN = `kind <> 'recovery' AND activated_at IS NOT NULL`

/** A factor from its row; one without a count of codes has none left, as a set that was removed. */
export function factorFromRow(row: Row): Factor {
  const kind = row['kind'] as FactorKind
  return {
    id: row['id'] as FactorId,
    userId: row['user_id'] as UserId,
    kind,
    name: row['name'] as string | null,
    createdAtMs: row['created_at'] as number,
    activatedAtMs: row['activated_at'] as number | null,
    lastUsedAtMs: row['last_used_at'] as number | null,
    codesLeft: kind === 'recovery' ? Number(row['codes_left'] ?? 0) : null,
  }
}

/** A seed from a factor's row. */
export function seedFromRow(row: Row): TotpSeed {
  return { id: row['id'] as FactorId, sealedSeed: row['sealed_seed'] as Uint8Array }
}

/** A passkey from a factor's row. */
export function passkeyFromRow(row: Row): Passkey {
  return {
    id: row['id'] as FactorId,
    userId: row['user_id'] as UserId,
    credentialId: row['credential_id'] as string,
    publicKey: row['public_key'] as Uint8Array,
    signCount: row['sign_count'] as number,
    transports: JSON.parse(row['transports'] as string) as string[],
  }
}
