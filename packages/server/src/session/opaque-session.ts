/** From an opaque session token to the session that it is of. */

import { type OpaqueCredential, parseOpaque, type SessionReading } from '@coatcheck/core'
import { isActive } from '../http/client-principal.ts'
import type { Server } from '../server.ts'

/** The session that a token proves, in whatever state it is; `null` when it is unknown or the token is another one's. */
export async function findOpaqueSession(
  { store, crypto }: Pick<Server, 'store' | 'crypto'>,
  { id, secret }: OpaqueCredential<'opaqueSession'>,
): Promise<SessionReading | null> {
  const reading = await store.sessions.find(id)
  const hash = reading?.session.opaqueHash ?? null
  return hash !== null && crypto.equal(hash, crypto.sha256(secret)) ? reading : null
}

/** The session that a text proves, if it lives and waits for nothing. */
export async function findActiveOpaqueSession(server: Server, text: string): Promise<SessionReading | null> {
  const credential = parseOpaque('opaqueSession', text)
  const reading = credential === null ? null : await findOpaqueSession(server, credential)
  return reading !== null && isActive(reading) ? reading : null
}
