/** What every framework's middleware is set up with. */

import type { AcceptedKind, Accepts } from '../backend/accepted.ts'
import type { RouteMatcher } from '../route/route-matcher.ts'
import type { CoatcheckAuth } from './create-auth.ts'

/** All of it may be left out: the environment says the rest (`COATCHECK_URL`, `COATCHECK_VERIFIER_KEY`). */
export type AdapterOptions<A extends AcceptedKind = 'session-token'> = Accepts<A> & {
  /** What `createAuth` made. */
  readonly auth?: CoatcheckAuth
  /** Which routes need a person signed in, by `createRouteMatcher`: no key. Without it none do of themselves. */
  readonly protectedRoutes?: RouteMatcher
}
