/**
 * The mark of a request that was sent to sign in: when it was first seen, under our own seal. It tells a sign-in since
 * then from one before, in the request itself, so that nothing has to be kept and no parameter can get lost.
 */

import { encodeBase64url } from '@coatcheck/core'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import type { Server } from '../server.ts'

/** The parameter that carries it. */
export const ASKED_PARAMETER = 'coatcheck_asked'

/** How long it holds, in milliseconds: an hour. */
const MARK_LIFETIME_MS = 60 * 60 * 1000

/** Marks a request. It holds for this very query only. */
export function markAsked({ secrets }: Server, query: string, atMs: number): string {
  return `${atMs}.${encodeBase64url(secrets.keyedHash('asked', markedText(query, atMs)))}`
}

/** When a marked request was first seen; `null` for a mark that is forged, another request's, or too old. */
export async function askedAtMs(server: Server, query: string, mark: string): Promise<number | null> {
  const [, time, seal] = /^(\d{1,15})\.([\w-]{43})$/.exec(mark) ?? []
  if (time === undefined || seal === undefined) return null
  const atMs = Number(time)
  const holds = server.secrets
    .keyedHashes('asked', markedText(query, atMs))
    .some((hash) => nodeCrypto.equal(Buffer.from(encodeBase64url(hash)), Buffer.from(seal)))
  if (!holds) return null
  const nowMs = await server.store.nowMs()
  return nowMs - atMs < MARK_LIFETIME_MS ? atMs : null
}

function markedText(query: string, atMs: number): string {
  return JSON.stringify([atMs, query])
}
