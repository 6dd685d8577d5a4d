/** The secret of a browser: replaced by a new one, if it is still the one that was shown. */

import type { SecretRotation } from '@coatcheck/core'
import type { Engine } from './engine.ts'

/** Replaces it; only inside a write. Answers `false` when it is another one by now. */
export type RotateClient = (rotation: SecretRotation) => boolean

/** Prepares it. */
export function prepareRotateClient({ database, nowMs }: Engine): RotateClient {
  const rotate = database.prepare(`UPDATE clients
    SET previous_secret_hash = secret_hash, secret_hash = :secret, rotated_at = :now
    WHERE id = :id AND secret_hash = :presented RETURNING id`)
  return ({ id, presentedHash: presented, secretHash: secret }) =>
    rotate.get({ id, presented, secret, now: nowMs() }) !== undefined
}
