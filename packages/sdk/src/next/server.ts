/** `auth()` of Next's `app/`: in server components, route handlers and server actions. */

// oxlint-disable-next-line typescript/triple-slash-reference -- these modules are declared there, not exported
/// <reference path="./next-modules.d.ts" />

import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import type { AcceptedKind, Accepts, AuthenticatedBy, StateOf } from '../backend/accepted.ts'
import type { CoatcheckAuth } from '../guard/create-auth.ts'
import { defaultAuth } from '../guard/default-auth.ts'
import { judgeRequest } from '../guard/refusal.ts'
import { readRequirement, type Requirement } from '../guard/requirement.ts'

export type { InitialState } from '../browser/client-options.ts'
export { createNextInitialState, initialState, type NextInitialStateOptions } from './initial-state.ts'
export { mountCoatcheck, type NextMount, type NextMountOptions } from './mount.ts'
export {
  createNextSignIn,
  createSession,
  type NextSignIn,
  type NextSignInOptions,
  signIn,
  signOut,
  signUp,
} from './sign-in.ts'

/** How it is set up. */
export type NextAuthOptions = {
  /** What `createAuth` made (default: by the environment). */
  readonly auth?: CoatcheckAuth
  /** Where visitors sign in (default: the server's own page). */
  readonly signInUrl?: string
}

/** Who sends the request that is being answered. */
export type NextAuth = (<A extends AcceptedKind = 'session-token'>(
  asked?: Accepts<A>,
) => Promise<StateOf<A>>) & {
  /**
   * Goes on only for who is signed in and meets the requirement. A visitor is sent to sign in; who lacks something finds
   * nothing (404).
   *
   * @throws {Error} As a rejection, when nobody can tell just now whether the token holds; and what Next redirects by.
   */
  readonly protect: <A extends AcceptedKind = 'session-token'>(
    asked?: Requirement<A>,
  ) => Promise<AuthenticatedBy<A>>
}

/**
 * Makes `auth`. It looks at the token itself and believes no header that a proxy may have set. Next tells it no method:
 * a cookie with a request that has an `Origin` counts only if that is allowed, whatever the method is. What it renews
 * is for this answer alone, as pages set no cookies: the proxy passes the new one to the browser.
 */
export function createNextAuth(options: NextAuthOptions = {}): NextAuth {
  const source = (): CoatcheckAuth => options.auth ?? defaultAuth()
  const auth = async <A extends AcceptedKind = 'session-token'>(
    asked: Accepts<A> = {},
  ): Promise<StateOf<A>> => {
    // First of all: by it Next learns that the page is for each request, and not for a build without an environment.
    const given = await headers()
    return await source().getAuth({ method: null, headers: given }, asked)
  }
  const protect = async <A extends AcceptedKind = 'session-token'>(
    asked: Requirement<A> = {},
  ): Promise<AuthenticatedBy<A>> => {
    const requirement = readRequirement(asked)
    const judged = judgeRequest(await auth(requirement), requirement)
    if (judged.ok) return judged.auth
    const { status, problem } = judged.refusal
    switch (status) {
      case 401:
        return redirect(options.signInUrl ?? `${source().verifier.issuer}/sign-in`)
      case 403:
        return notFound()
      case 429:
      case 503:
        throw new Error(`${problem.title} (${problem.reason})`)
    }
  }
  return Object.assign(auth, { protect })
}

/** Who sends the request that is being answered, by the environment's setup: `const { userId } = await auth()`. */
export const auth: NextAuth = createNextAuth()
