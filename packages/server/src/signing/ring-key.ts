/** Which of a ring's keys signs at a moment. */

import type { KeyObject } from 'node:crypto'
import {
  isOfLine,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyLine,
  type SigningKeyPurpose,
  signingKeyState,
} from '@coatcheck/core'
import type { TokenSigner } from './token-signer.ts'

/** A key to verify with. */
export type OwnPublicKey = {
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  readonly purpose: SigningKeyPurpose
  readonly key: KeyObject
}

/** A key of the ring. */
export type RingKey = {
  readonly row: SigningKey
  readonly verification: OwnPublicKey
  /** `null` when the secret that its private key is sealed with is gone. */
  readonly signer: TokenSigner | null
}

/** A key that this node can sign with. */
export type SigningRingKey = RingKey & { readonly signer: TokenSigner }

/** The key of a line that was made last. */
export function newestOf(keys: readonly RingKey[], line: SigningKeyLine): SigningKey | null {
  const rows = keys.map(({ row }) => row).filter((row) => isOfLine(row, line))
  rows.sort((a, b) => a.createdAtMs - b.createdAtMs || a.signsFromMs - b.signsFromMs)
  return rows.at(-1) ?? null
}

/** The current key of a line, or before its time the next one: verifiers ask again for a key they don't know. */
export function findSigner(
  keys: readonly RingKey[],
  line: SigningKeyLine,
  nowMs: number,
): SigningRingKey | null {
  let soonest: SigningRingKey | null = null
  for (const key of keys) {
    if (!isOfLine(key.row, line) || !canSign(key)) continue
    const state = signingKeyState(key.row, nowMs)
    if (state === 'current') return key
    if (state === 'next' && (soonest === null || key.row.signsFromMs < soonest.row.signsFromMs)) soonest = key
  }
  return soonest
}

/** A current key of another line; one that is about to be replaced, if there is one: what was used until now. */
export function findFormerSigner(
  keys: readonly RingKey[],
  line: SigningKeyLine,
  nowMs: number,
): SigningRingKey | null {
  const current = keys
    .filter(canSign)
    .filter(({ row }) => !isOfLine(row, line) && signingKeyState(row, nowMs) === 'current')
  return current.find(({ row }) => row.replacedAtMs !== null) ?? current[0] ?? null
}

function canSign(key: RingKey): key is SigningRingKey {
  return key.signer !== null
}
