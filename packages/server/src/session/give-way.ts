/** A session that gives way to a new one, because the answer with its credential was lost. */

import { type ActContext, actorOfSession, type SessionId } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** Ends it. @returns Whether it gave way, now or before: what anybody else has ended is never brought back. */
export async function giveWay(server: Server, id: SessionId, context: ActContext): Promise<boolean> {
  const { sessions } = server.store
  const reading = await sessions.find(id)
  if (reading === null) return false
  const acting = { ...context, actor: actorOfSession(reading.session) }
  await sessions.end({ by: 'id', id }, { state: 'replaced', reason: 'exchanged_again' }, acting)
  const after = await sessions.find(id)
  return after?.session.end?.reason === 'exchanged_again'
}
