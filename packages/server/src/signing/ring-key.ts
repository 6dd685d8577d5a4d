/** Which of a ring's keys signs at a moment. */

import type { KeyObject } from 'node:crypto'
import { type SigningAlgorithm, type SigningKey, signingKeyState } from '@coatcheck/core'
import type { TokenSigner } from './token-signer.ts'

/** A key to verify with. */
export type OwnPublicKey = {
  readonly kid: string
  readonly algorithm: SigningAlgorithm
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

/** The key of an algorithm that was made last. */
export function newestOf(keys: readonly RingKey[], algorithm: SigningAlgorithm): SigningKey | null {
  const rows = keys.map(({ row }) => row).filter((row) => row.algorithm === algorithm)
  rows.sort((a, b) => a.createdAtMs - b.createdAtMs || a.signsFromMs - b.signsFromMs)
  return rows.at(-1) ?? null
}

/** The current key of an algorithm, or before its time the next one: verifiers ask again for a key they don't know. */
export function findSigner(
  keys: readonly RingKey[],
  algorithm: SigningAlgorithm,
  nowMs: number,
): SigningRingKey | null {
  let soonest: SigningRingKey | null = null
  for (const key of keys) {
    if (key.row.algorithm !== algorithm || !canSign(key)) continue
    const state = signingKeyState(key.row, nowMs)
    if (state === 'current') return key
    if (state === 'next' && (soonest === null || key.row.signsFromMs < soonest.row.signsFromMs)) soonest = key
  }
  return soonest
}

/** A current key of another algorithm; one that is about to be replaced, if there is one: what was used until now. */
export function findFormerSigner(
  keys: readonly RingKey[],
  algorithm: SigningAlgorithm,
  nowMs: number,
): SigningRingKey | null {
  const current = keys
    .filter(canSign)
    .filter(({ row }) => row.algorithm !== algorithm && signingKeyState(row, nowMs) === 'current')
  return current.find(({ row }) => row.replacedAtMs !== null) ?? current[0] ?? null
}

function canSign(key: RingKey): key is SigningRingKey {
  return key.signer !== null
}
