/**
 * What a consent page showed, under our own seal: its form grants just that, once, and not for long. An older page that
 * is sent again, after a change of mind or of the client, grants nothing.
 */

import { encodeBase64url, type SessionId } from '@coatcheck/core'
import { nodeCrypto } from '../crypto/node-crypto.ts'
import type { Server } from '../server.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

/** How long a consent page can be answered, in milliseconds: half an hour. */
const SEAL_LIFETIME_MS = 30 * 60 * 1000

/** What was shown. */
export type ShownConsent = Pick<AuthorizationRequest, 'client' | 'scopes' | 'resources'> & {
  readonly query: string
  readonly sessionId: SessionId
}

/** Seals it. */
export async function sealConsent(server: Server, shown: ShownConsent): Promise<string> {
  const untilMs = (await server.store.nowMs()) + SEAL_LIFETIME_MS
  const nonce = encodeBase64url(server.random.bytes(16))
  const hash = server.secrets.keyedHash('consent', sealedText(shown, nonce, untilMs))
  return `${untilMs}.${nonce}.${encodeBase64url(hash)}`
}

/** Whether a seal is of what would be shown now, and is used for the first time: which uses it. */
export async function useConsentSeal(server: Server, shown: ShownConsent, seal: string): Promise<boolean> {
  const [, until, nonce, tag] = /^(\d{1,15})\.([\w-]{22})\.([\w-]{43})$/.exec(seal) ?? []
  if (until === undefined || nonce === undefined || tag === undefined) return false
  const holds = server.secrets
    .keyedHashes('consent', sealedText(shown, nonce, Number(until)))
    .some((hash) => nodeCrypto.equal(Buffer.from(encodeBase64url(hash)), Buffer.from(tag)))
  const leftMs = Number(until) - (await server.store.nowMs())
  return holds && leftMs > 0 && (await server.store.once.claim(`consent:${nonce}`, leftMs))
}

function sealedText(shown: ShownConsent, nonce: string, untilMs: number): string {
  const { client, scopes, resources, query, sessionId } = shown
  return JSON.stringify([nonce, untilMs, client.id, client.version, scopes, resources, query, sessionId])
}
