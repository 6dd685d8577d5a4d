/** The password change: hash, epoch, the end of the other sessions and the kept one's step, or nothing of it. */

import type { PasswordChange, PasswordChangeOutcome, SessionId, SessionReading } from '@coatcheck/core'
import { Abandoned } from '../sql/abandoned.ts'
import type { Engine } from './engine.ts'
import type { Advance } from './session-advance.ts'
import type { SessionReads } from './session-read.ts'
import { prepareProve } from './session-reverify.ts'
import type { BumpEpoch } from './user-epoch.ts'

/** Changes; only inside a write, which it abandons when something is not as it was checked. */
export type ChangePassword = (change: PasswordChange) => PasswordChangeOutcome

/** Prepares the change. */
export function prepareChangePassword(
  engine: Engine,
  parts: { readonly reads: SessionReads; readonly advance: Advance; readonly bumpEpoch: BumpEpoch },
): ChangePassword {
  const { database } = engine
  const setHash = database.prepare(`UPDATE users SET password_hash = :hash, updated_at = :now
    WHERE id = :id AND state = 'enabled' AND (:expected IS NULL OR password_hash = :expected)
      AND (:epoch IS NULL OR epoch = :epoch) AND (:email IS NULL OR email = :email) RETURNING id`)
  const prove = prepareProve(engine)
  const rotateClient = database.prepare(`UPDATE clients
    SET previous_secret_hash = secret_hash, secret_hash = :secret, rotated_at = :now
    WHERE secret_hash = :presented AND id = (SELECT client_id FROM sessions WHERE id = :session AND user_id = :user)
    RETURNING id`)

  function keepSession({ keep, userId }: PasswordChange): SessionId | null {
    switch (keep.kind) {
      case 'none':
        return null
      case 'cookie': {
        const now = engine.nowMs()
        const { sessionId: session, presentedHash: presented, secretHash: secret } = keep
        const rotated = rotateClient.get({ session, user: userId, presented, secret, now })
        if (rotated === undefined || !prove(session, 'first')) throw unmatched()
        return session
      }
      case 'token': {
        const taken = parts.advance(keep.step)
        if (taken.outcome !== 'advanced' || taken.reading.session.userId !== userId) throw unmatched()
        return taken.reading.session.id
      }
    }
  }

  return (change) => {
    const { userId, context } = change
    const kept = keepSession(change)
    const written = setHash.get({
      id: userId,
      hash: change.passwordHash,
      expected: change.expectHash,
      epoch: change.expect.epoch ?? null,
      email: change.expect.email ?? null,
      now: engine.nowMs(),
    })
    if (written === undefined) throw unmatched()
    parts.bumpEpoch({
      userId,
      ending: { state: 'revoked', reason: 'password_changed' },
      except: kept,
      event: 'user.password_changed',
      context,
    })
    return { outcome: 'changed', kept: kept === null ? null : keptReading(parts.reads.find(kept)) }
  }
}

function unmatched(): Abandoned<PasswordChangeOutcome> {
  return new Abandoned({ outcome: 'unmatched' })
}

function keptReading(reading: SessionReading | null): SessionReading {
  if (reading === null) throw new Error('the kept session is not there')
  return reading
}
