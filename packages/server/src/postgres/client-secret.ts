/** The secret of a browser: replaced by a new one, if it is still the one that was shown. */

import type { SecretRotation } from '@coatcheck/core'
import { type Connection, statement } from './statement.ts'

const rotate = statement(`UPDATE clients
  SET previous_secret_hash = secret_hash, secret_hash = :secret, rotated_at = :now
  WHERE id = :id AND secret_hash = :presented RETURNING id`)

/** Replaces it. @returns `false` when it is another one by now. */
export async function rotateClient(on: Connection, rotation: SecretRotation): Promise<boolean> {
  const { id, presentedHash: presented, secretHash: secret } = rotation
  return (await rotate.get(on, { id, presented, secret })) !== null
}
