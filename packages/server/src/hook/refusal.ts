/** What a hook's no comes to: an event, and an answer with the hook's own words. */

import { type ActContext, draftEvent, type UserId } from '@coatcheck/core'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import type { HookName, HookRefusal } from './hook.ts'

/** Tells and answers. @param about `userId` is `null` for a user that is not made. */
export async function refuseByHook(
  server: Server,
  context: ActContext,
  { message }: HookRefusal,
  about: { readonly hook: HookName; readonly method: string; readonly userId: UserId | null },
): Promise<Response> {
  const { hook, method, userId } = about
  const details = { hook, method, message }
  const draft = { outcome: 'failure', userId, reason: 'hook_refused', details } as const
  await server.store.events.append([draftEvent(context, 'hook.refused', draft)])
  return problem('hook_refused', { detail: message })
}
