/** From a row of the table `signing_keys` to the key. */

import type { SigningAlgorithm, SigningKey, SigningKeyPurpose } from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** A signing key from its row. */
export function signingKeyFromRow(row: Row): SigningKey {
  return {
    kid: row['kid'] as string,
    algorithm: row['algorithm'] as SigningAlgorithm,
    purpose: row['purpose'] as SigningKeyPurpose,
    publicJwk: JSON.parse(row['public_jwk'] as string) as SigningKey['publicJwk'],
    sealedPrivateKey: row['sealed_private_key'] as Uint8Array,
    createdAtMs: row['created_at'] as number,
    signsFromMs: row['signs_from'] as number,
    replacedAtMs: row['replaced_at'] as number | null,
    verifiesUntilMs: row['verifies_until'] as number | null,
    revokedAtMs: row['revoked_at'] as number | null,
    tokenLifeMs: row['token_life'] as number | null,
  }
}
