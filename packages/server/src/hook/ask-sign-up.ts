/** `beforeSignUp`: asked before an account is made, by a visitor or for one. Administrators ask nobody. */

import type { ActContext, NewUser, UpstreamIdentity } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { hookUser } from './hook-user.ts'
import { refuseByHook } from './refusal.ts'

/** An account that is about to be made. */
export type SignUpAttempt = {
  readonly draft: NewUser
  /** `null` for a sign-up by password. */
  readonly upstream: UpstreamIdentity | null
  readonly context: ActContext
}

/**
 * Asks, whether the address has an account or not: neither the answer nor its time tells.
 *
 * @returns The account with what the hook gives it; an answer when it is refused.
 * @throws {HookFailedError}
 */
export async function askSignUp(
  server: Server,
  { draft, upstream, context }: SignUpAttempt,
): Promise<NewUser | Response> {
  const ask = server.hooks.beforeSignUp
  if (ask === null) return draft
  const method = upstream === null ? 'password' : 'upstream'
  const answer = await ask({ method, user: hookUser(draft), upstream, device: context.device })
  if (!answer.allow)
    return await refuseByHook(server, context, answer, { hook: 'beforeSignUp', method, userId: null })
  const { firstName = draft.firstName, lastName = draft.lastName } = answer
  const { publicMetadata = {}, privateMetadata = {} } = answer
  return {
    ...draft,
    firstName,
    lastName,
    metadata: { ...draft.metadata, public: publicMetadata, private: privateMetadata },
  }
}
