/**
 * Tickets for connections that cannot carry a header (WebSocket, EventSource): good for 30 seconds, once. Nothing is
 * kept of one but that it was used: it names its session and its end, and only this instance can make its tag.
 */

import { formatOpaque, idFromBytes, idToBytes, parseOpaque, type SessionId } from '@coatcheck/core'
import type { Server } from '../server.ts'

const LIFETIME_SECONDS = 30
const TIME_BYTES = 6
const NONCE_BYTES = 10
const TAG_BYTES = 16

/** A ticket, and when it ends. */
export type ConnectionTicket = { readonly text: string; readonly expiresAtMs: number }

/** Issues a ticket for a session. */
export function issueConnectionTicket(server: Server, sessionId: SessionId): ConnectionTicket {
  const expiresAtMs = server.clock.nowMs() + LIFETIME_SECONDS * 1000
  const open = Buffer.alloc(TIME_BYTES + NONCE_BYTES)
  open.writeUIntBE(expiresAtMs, 0, TIME_BYTES)
  open.set(server.random.bytes(NONCE_BYTES), TIME_BYTES)
  const id = idFromBytes('tkt', idToBytes(sessionId))
  const text = formatOpaque('ticket', id, Buffer.concat([open, tagOf(server, sessionId, open)]))
  return { text, expiresAtMs }
}

/** A ticket that somebody showed. */
export type ShownTicket = {
  readonly sessionId: SessionId
  /** Uses it up. @returns Whether it was unused. */
  readonly use: () => Promise<boolean>
}

/** Reads a ticket; `null` for one that is over or none of ours. Whether it is used shows when it is used up. */
export function readConnectionTicket(server: Server, text: string): ShownTicket | null {
  const ticket = parseOpaque('ticket', text)
  if (ticket === null) return null
  const sessionId = idFromBytes('sess', idToBytes(ticket.id))
  const secret = Buffer.from(ticket.secret)
  const open = secret.subarray(0, TIME_BYTES + NONCE_BYTES)
  const tag = secret.subarray(TIME_BYTES + NONCE_BYTES)
  if (!server.crypto.equal(tag, tagOf(server, sessionId, open))) return null
  if (server.clock.nowMs() >= open.readUIntBE(0, TIME_BYTES)) return null
  const key = `ticket:${open.toString('base64url')}`
  // Remembered for twice as long: the clocks of two nodes differ a little.
  return { sessionId, use: () => server.store.once.claim(key, 2 * LIFETIME_SECONDS * 1000) }
}

function tagOf(server: Server, sessionId: SessionId, open: Buffer): Uint8Array {
  const text = `${sessionId} ${open.toString('base64url')}`
  return server.secrets.keyedHash('connection ticket', text).subarray(0, TAG_BYTES)
}
