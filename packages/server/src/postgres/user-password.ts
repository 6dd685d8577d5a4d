/** The password change: hash, epoch, the end of the other sessions and the kept one's step, or nothing of it. */

import type { PasswordChange, PasswordChangeOutcome, SessionId } from '@coatcheck/core'
import { advanceChain } from './session-advance.ts'
import { findSession } from './session-read.ts'
import { proveFactor } from './session-reverify.ts'
import { statement } from './statement.ts'
import { Abandoned } from '../sql/abandoned.ts'
import type { Transaction } from './transaction.ts'
import { bumpEpoch } from './user-epoch.ts'

const setHash = statement(`UPDATE users SET password_hash = :hash, updated_at = :now
  WHERE id = :id AND state = 'enabled' AND (:expected::TEXT IS NULL OR password_hash = :expected)
    AND (:epoch::BIGINT IS NULL OR epoch = :epoch) AND (:email::TEXT IS NULL OR email = :email) RETURNING id`)
const rotateClient = statement(`UPDATE clients
  SET previous_secret_hash = secret_hash, secret_hash = :secret, rotated_at = :now
  WHERE secret_hash = :presented AND id = (SELECT client_id FROM sessions WHERE id = :session AND user_id = :user)
  RETURNING id`)

/** Changes; abandons the transaction when something is not as it was checked. */
export async function changePassword(
  transaction: Transaction,
  change: PasswordChange,
): Promise<PasswordChangeOutcome> {
  const { on } = transaction
  const { userId, context, expect } = change
  // The user's row first, as everywhere.
  const written = await setHash.get(on, {
    id: userId,
    hash: change.passwordHash,
    expected: change.expectHash,
    epoch: expect.epoch ?? null,
    email: expect.email ?? null,
  })
  if (written === null) throw unmatched()
  const kept = await keepSession(transaction, change)
  await bumpEpoch(transaction, {
    userId,
    ending: { state: 'revoked', reason: 'password_changed' },
    except: kept,
    event: 'user.password_changed',
    context,
  })
  return { outcome: 'changed', kept: kept === null ? null : await findSession(on, kept) }
}

async function keepSession(
  { on, appendEvents }: Transaction,
  { keep, userId }: PasswordChange,
): Promise<SessionId | null> {
  switch (keep.kind) {
    case 'none':
      return null
    case 'cookie': {
      const { sessionId: session, presentedHash: presented, secretHash: secret } = keep
      const rotated = await rotateClient.get(on, { session, user: userId, presented, secret })
      if (rotated === null || !(await proveFactor(on, session, 'first'))) throw unmatched()
      return session
    }
    case 'token': {
      const taken = await advanceChain(on, keep.step)
      if (taken.outcome !== 'advanced' || taken.reading.session.userId !== userId) throw unmatched()
      appendEvents(keep.step.events)
      return taken.reading.session.id
    }
  }
}

function unmatched(): Abandoned<PasswordChangeOutcome> {
  return new Abandoned({ outcome: 'unmatched' })
}
