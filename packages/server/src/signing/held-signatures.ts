/** Signatures that have held: an access token is shown many times, and its signature costs as much as all the rest. */

import { hash, type KeyObject } from 'node:crypto'
import { type SignatureCheck, signatureHolds } from './verify-signature.ts'

/** How many are remembered of each key. */
const MAX_REMEMBERED = 8_192

/** SHA-256 of tokens, so that memory holds none of them. A key that is revoked is no longer asked about. */
const HELD = new WeakMap<KeyObject, Set<string>>()

/**
 * Whether the signature of a token holds, from memory where it has held before. What the token says is judged anew.
 *
 * @param token The whole of it, in its one canonical spelling; `check` is what it was taken apart into.
 */
export function signatureHoldsAsBefore(token: string, check: SignatureCheck): boolean {
  const held = HELD.get(check.key) ?? new Set<string>()
  const name = hash('sha256', token, 'base64')
  if (held.has(name)) return true
  if (!signatureHolds(check)) return false
  const [oldest] = held
  if (held.size >= MAX_REMEMBERED && oldest !== undefined) held.delete(oldest)
  HELD.set(check.key, held.add(name))
  return true
}
