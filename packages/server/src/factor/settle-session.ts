/** What a sign-in pushes out, for one that was pending: it waits until the second factor is proved. */

import { readAllPages, type ActContext, type SessionReading } from '@coatcheck/core'
import type { Server } from '../server.ts'

const SINGLE = { state: 'replaced', reason: 'single_session' } as const
const OTHER_ACCOUNT = { state: 'removed', reason: 'removed_from_client' } as const
const OVER_LIMIT = { state: 'replaced', reason: 'session_limit' } as const

/** Ends what the policy says that this session takes the place of. Doing it again changes nothing. */
export async function settleSession(
  { policy, store: { sessions } }: Server,
  { session: { id, userId, clientId } }: SessionReading,
  context: ActContext,
): Promise<void> {
  const { devices, accountsPerBrowser, maxSessionsPerUser } = policy()
  if (devices === 'one') await sessions.end({ by: 'devices', userId, except: id }, SINGLE, context)
  if (accountsPerBrowser === 'one')
    await sessions.end({ by: 'client', clientId, except: id }, OTHER_ACCOUNT, context)
  if (maxSessionsPerUser === null) return
  const living = await readAllPages((page) => sessions.list({ userId, status: 'active' }, page))
  const own = living
    .map(({ session }) => session)
    .filter((other) => other.actor === null && other.oauth === null)
    .filter((other) => !other.needsSecondFactor && other.id !== id)
    .toSorted((a, b) => b.lastActiveAtMs - a.lastActiveAtMs)
  for (const other of own.slice(maxSessionsPerUser - 1))
    await sessions.end({ by: 'id', id: other.id }, OVER_LIMIT, context)
}
