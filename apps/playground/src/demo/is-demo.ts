/** Which accounts the playground may act on. */

import type { ClientSession } from '@coatcheck/sdk/browser'

/**
 * Whether a session is of a demo account, by its address: so that nothing is offered which the server refuses. The
 * server goes by a mark that no user can set.
 */
export function isDemo(session: ClientSession | null): boolean {
  return session?.user.email?.endsWith('@playground.example') === true
}
