/** What hooks are asked before a session is opened: whether it may be, and which claims its first token has. */

import type { ActContext, NewUser, Session, Transport, User } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { type HookedClaims, claimsOfFirstToken } from './hooked-claims.ts'
import type { BeforeSessionQuestion } from './hook.ts'
import { hookUser } from './hook-user.ts'
import { refuseByHook } from './refusal.ts'

/** A session that is about to be opened. */
export type SessionAttempt = {
  readonly method: BeforeSessionQuestion['method']
  /** Of a sign-up, it is the one that is about to be made. */
  readonly user: User | NewUser
  readonly transport: Transport
  readonly rememberMe: boolean
  readonly actor: Session['actor']
  readonly authorizedParty: string
  readonly context: ActContext
}

/** What hooks said. */
export type SessionConsent = {
  /** How long the session lives at most. */
  readonly maxSeconds: number | undefined
  /** The claims of its first token. */
  readonly hooked: HookedClaims | undefined
}

/** What is said where nobody is asked. */
const NO_HOOKS: SessionConsent = { maxSeconds: undefined, hooked: undefined }

/**
 * Asks. To be called before anything is written, so that a session which is not opened leaves nothing behind.
 *
 * @returns An answer when the session is refused.
 * @throws {HookFailedError}
 */
export async function askSession(
  server: Server,
  attempt: SessionAttempt,
): Promise<SessionConsent | Response> {
  const { beforeSession, customClaims } = server.hooks
  if (beforeSession === null && customClaims === null) return NO_HOOKS
  const { user, method, transport, rememberMe, actor, authorizedParty, context } = attempt
  const isSignUp = !('createdAtMs' in user)
  const about = { method, isSignUp, transport, rememberMe, actor, authorizedParty }
  const answer = await beforeSession?.({ ...about, user: hookUser(user), device: context.device })
  if (answer?.allow === false) {
    const userId = isSignUp ? null : user.id
    return await refuseByHook(server, context, answer, { hook: 'beforeSession', method, userId })
  }
  // An opaque session is opened without a token.
  const hooked = transport === 'opaque' ? undefined : await claimsOfFirstToken(server, attempt)
  return { maxSeconds: answer?.maxSeconds, hooked }
}
