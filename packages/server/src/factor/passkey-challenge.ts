/**
 * Challenges of passkeys: made without a row, so that strangers who ask for one fill no table, and used up in the store
 * when their answer comes.
 */

import { decodeBase64url, encodeBase64url, type UserId } from '@coatcheck/core'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import type { Server } from '../server.ts'

/** What a challenge is answered for. An answer for anything else is none. */
export type ChallengePurpose =
  | { readonly kind: 'register' | 'second-factor'; readonly userId: UserId }
  | { readonly kind: 'sign-in' }

/** How long a person may take, in milliseconds. */
export const CHALLENGE_MS: number = 5 * 60 * 1000

const NONCE_BYTES = 16
const TIME_BYTES = 8
const BODY_BYTES = NONCE_BYTES + TIME_BYTES

/** Makes one: random bytes, its end, and our mark on both and the purpose. */
export function makeChallenge(
  { random, clock, secrets }: Server,
  purpose: ChallengePurpose,
): Uint8Array<ArrayBuffer> {
  const body = Buffer.alloc(BODY_BYTES)
  body.set(random.bytes(NONCE_BYTES))
  body.writeBigUInt64BE(BigInt(clock.nowMs() + CHALLENGE_MS), NONCE_BYTES)
  return new Uint8Array(Buffer.concat([body, secrets.keyedHash(labelOf(purpose), encodeBase64url(body))]))
}

/** Uses a challenge up. @returns Whether it is ours, for this purpose, in time, and was not used before. */
export async function useChallenge(
  server: Server,
  purpose: ChallengePurpose,
  text: string,
): Promise<boolean> {
  const bytes = decodeBase64url(text)
  if (bytes === null || bytes.length <= BODY_BYTES) return false
  const body = Buffer.from(bytes.subarray(0, BODY_BYTES))
  const mark = bytes.subarray(BODY_BYTES)
  const marks = server.secrets.keyedHashes(labelOf(purpose), encodeBase64url(body))
  if (!marks.some((ours) => nodeCrypto.equal(ours, mark))) return false
  if (Number(body.readBigUInt64BE(NONCE_BYTES)) <= server.clock.nowMs()) return false
  return await server.store.once.claim(`passkey:${text}`, CHALLENGE_MS)
}

function labelOf(purpose: ChallengePurpose): string {
  return `passkey challenge ${purpose.kind} ${'userId' in purpose ? purpose.userId : ''}`
}
