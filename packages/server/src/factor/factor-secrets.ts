/** What is kept of the secrets of factors: seeds sealed, recovery codes as keyed hashes. */

import {
  type ActContext,
  type Activation,
  type FactorId,
  makeRecoveryCodes,
  newId,
  readRecoveryCode,
  type RecoverySet,
  type TotpLabel,
  type TotpSeed,
  type User,
  type UserId,
} from '@coatcheck/core'
import { notifyUser } from '../account/notify-user.ts'
import { problem } from '../http/problem.ts'
import { json } from '../http/route.ts'
import type { SealedAt } from '../secret/instance-secrets.ts'
import type { Server } from '../server.ts'
import { factorJson } from './factor-json.ts'

const RECOVERY = 'recovery code'

/** Seals a seed for its row. */
export function sealSeed({ secrets }: Server, id: FactorId, seed: Uint8Array): Uint8Array {
  return secrets.seal(placeOf(id), seed)
}

/** Opens a seed; `null` for one that was sealed under a secret that is not given any more. */
export function openSeed({ secrets }: Server, { id, sealedSeed }: TotpSeed): Uint8Array | null {
  return secrets.open(placeOf(id), sealedSeed)
}

/** What an authenticator app shows the account under. */
export function totpLabel({ settings }: Server, { id, email, username }: User): TotpLabel {
  // A colon would end the name (the format of Google Authenticator).
  const issuer = settings.appearance.name?.replaceAll(':', '') ?? new URL(settings.url).host
  return { issuer, account: email ?? username ?? id }
}

/** The hashes of a recovery code of a user, under every secret that is accepted. */
export function recoveryHashes({ secrets }: Server, userId: UserId, code: string): readonly Uint8Array[] {
  return secrets.keyedHashes(RECOVERY, `${userId} ${code}`)
}

/** A new set of recovery codes: for its owner, and for the store. */
export function newRecoveryCodes(
  { secrets, clock, random }: Server,
  userId: UserId,
): { readonly codes: readonly string[]; readonly set: RecoverySet } {
  const codes = makeRecoveryCodes(random)
  const hashes = codes.map((code) => secrets.keyedHash(RECOVERY, `${userId} ${readRecoveryCode(code)}`))
  return { codes, set: { id: newId('fac', clock.nowMs(), random), hashes } }
}

/** The answer to whoever set a factor up; the user's mailbox hears of it. */
export function activationAnswer(
  server: Server,
  activation: Activation,
  codes: readonly string[],
  context: ActContext,
): Response {
  switch (activation.outcome) {
    case 'activated': {
      const { factor } = activation
      notifyUser(server, factor.userId, { kind: 'factor-added', factor: factor.kind }, context)
      return json(201, {
        factor: factorJson(factor),
        recoveryCodes: activation.keptRecovery ? codes : null,
      })
    }
    case 'unmatched':
      return problem('factor_invalid')
    case 'taken':
      return problem('passkey_taken')
    case 'too-many':
      return problem('too_many_factors')
  }
}

function placeOf(id: FactorId): SealedAt {
  return { table: 'factors', row: id, column: 'sealed_seed' }
}
