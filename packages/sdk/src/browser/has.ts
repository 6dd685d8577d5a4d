/** What the person of a tab may do, as far as their session token says. */

import { has as hasByClaims, type HasParams } from '../backend/has.ts'
import type { CoatcheckClient } from './client.ts'

/** Whether all that is asked holds; `false` while there is no token. A backend decides, this shows. */
export function has({ state, nowMs }: Pick<CoatcheckClient, 'state' | 'nowMs'>, asked: HasParams): boolean {
  return state.token !== null && hasByClaims(state.token.claims, asked, nowMs())
}
