/** The user behind a session that was just found alive. */

import type { SessionReading, User } from '@coatcheck/core'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'

/** The user's row; an answer when it was deleted between the two reads. */
export async function currentUser(server: Server, { session }: SessionReading): Promise<User | Response> {
  return (
    (await server.store.users.find(session.userId)) ?? problem('session_ended', { reason: 'user_deleted' })
  )
}
