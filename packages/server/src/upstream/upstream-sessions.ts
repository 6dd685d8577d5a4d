/** Sessions that came from an upstream end when what they came from ends there. */

import {
  type ActContext,
  actorOfSession,
  type Session,
  type SessionEnding,
  type Upstream,
  type UpstreamEnd,
} from '@coatcheck/core'
import type { Server } from '../server.ts'
import type { UpstreamPerson } from './verify-upstream-token.ts'

const ENDING: SessionEnding = { state: 'revoked', reason: 'upstream_ended' }

/** How long an end is remembered, in milliseconds: as long as a token from before it could still be brought. */
const REMEMBER_MS = 25 * 60 * 60 * 1000

/**
 * Remembers where a session that has just been opened came from. Had that ended meanwhile, the session ends too.
 *
 * @returns Whether it stands.
 */
export async function sessionStands(
  server: Server,
  { upstream, subject, upstreamSessionId, issuedAtMs }: UpstreamPerson,
  session: Session,
  context: ActContext,
): Promise<boolean> {
  const { upstreamSessions, sessions } = server.store
  const untilMs = session.limits.absoluteExpiresAtMs
  const from = { sessionId: session.id, upstreamId: upstream.id, subject, upstreamSessionId }
  if (await upstreamSessions.record({ ...from, issuedAtMs, untilMs })) return true
  const acting = { ...context, actor: actorOfSession(session) }
  await sessions.end({ by: 'id', id: session.id }, ENDING, acting)
  return false
}

/** Ends what came from it. To be called again when it fails: nothing ends twice. */
export async function endFromUpstream(
  server: Server,
  { id: upstreamId }: Pick<Upstream, 'id'>,
  ended: Pick<UpstreamEnd, 'names' | 'value' | 'atMs'>,
  context: ActContext,
): Promise<void> {
  const { upstreamSessions, sessions } = server.store
  const untilMs = (await server.store.nowMs()) + REMEMBER_MS
  for (const id of await upstreamSessions.end({ ...ended, upstreamId, untilMs }))
    await sessions.end({ by: 'id', id }, ENDING, { ...context, actor: { kind: 'system' } })
}
