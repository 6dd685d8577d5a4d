/** The demo account behind a session: what the playground acts on, and nothing else. */

import type { User } from '@coatcheck/core'
import type { ClientPrincipal } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { isDemoAccount } from './demo-account.ts'

/** Finds it; an answer when the account is a real one. */
export async function demoAccountOf(
  { store }: Pick<Server, 'store'>,
  { reading }: Pick<ClientPrincipal, 'reading'>,
): Promise<User | Response> {
  const user = await store.users.find(reading.session.userId)
  return user !== null && isDemoAccount(user)
    ? user
    : problem('not_found', { detail: 'This is no demo account, and the playground leaves it alone.' })
}
