/** What is told when nobody comes in by an upstream: the reason to the event log, a code to whoever asked. */

import { type ActContext, draftEvent, type User } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'

/** Whom it was about, as far as that is known. */
export type FailedAbout = {
  readonly issuer: string | null
  readonly subject?: string
  readonly userId?: User['id']
}

/** Tells of it. @returns The answer. */
export async function exchangeFailed(
  server: Server,
  context: ActContext,
  code: ErrorCode,
  reason: string,
  about: FailedAbout,
): Promise<Response> {
  const { userId = null, issuer, subject = null } = about
  const details = { issuer: issuer?.slice(0, 256) ?? null, subject }
  const draft = { outcome: 'failure', userId, reason, details } as const
  await server.store.events.append([draftEvent(context, 'exchange.failed', draft)])
  return problem(code)
}
