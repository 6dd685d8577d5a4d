/** Signing out: this session, the user's others, or all of them at once. */

import type { ActContext } from '../event/event.ts'
import type { SessionId } from '../id/id.ts'
import type { UserStore } from '../user/user-store.ts'
import type { SessionReading, SessionStore } from './session-store.ts'

const EVERYWHERE = { reason: 'signed_out_everywhere', except: null } as const

/** How far a sign-out reaches. */
export type SignOutScope = 'local' | 'others' | 'global'

/** What signing out needs of the world. */
export type SignOutDeps = { readonly sessions: SessionStore; readonly users: UserStore }

/** Signs out. `global` bumps the user's epoch too, so that a sign-in under way does not escape it. */
export async function signOut(
  deps: SignOutDeps,
  { session }: SessionReading,
  scope: SignOutScope,
  context: ActContext,
): Promise<void> {
  switch (scope) {
    case 'local':
      await deps.sessions.end({ by: 'id', id: session.id }, { state: 'ended', reason: 'signed_out' }, context)
      return
    case 'others':
      await deps.sessions.end(
        { by: 'user', userId: session.userId, except: session.id },
        { state: 'revoked', reason: 'revoked_by_user' },
        context,
      )
      return
    case 'global':
      await deps.users.signOutEverywhere(session.userId, EVERYWHERE, context)
  }
}

/**
 * Ends one device's session on behalf of the same user on another device. One that ended before stays as it is.
 *
 * @returns `false` when it is not a session of this user, which looks the same as one that never was.
 */
export async function signOutDevice(
  deps: Pick<SignOutDeps, 'sessions'>,
  own: SessionReading,
  id: SessionId,
  context: ActContext,
): Promise<boolean> {
  const found = await deps.sessions.find(id)
  if (found?.session.userId !== own.session.userId) return false
  await deps.sessions.end({ by: 'id', id }, { state: 'revoked', reason: 'revoked_by_user' }, context)
  return true
}
