/** Handlers of Web requests that run only for who may: everybody else is answered before. */

import type { AcceptedKind, Accepts, AuthenticatedBy, StateOf } from '../backend/accepted.ts'
import type { SignedIn } from '../backend/request-state.ts'
import { passCookies } from './pass-cookies.ts'
import { judgeRequest, refusalResponse } from './refusal.ts'
import { readRequirement, type Requirement } from './requirement.ts'

/** A handler. What the framework passes after the request, such as Next's context, comes after `auth`. */
export type AuthHandler<A, R extends Request, Rest extends readonly unknown[]> = (
  request: R,
  auth: A,
  ...rest: Rest
) => Response | Promise<Response>

/** A handler as frameworks call it. */
export type RouteHandler<R extends Request, Rest extends readonly unknown[]> = (
  request: R,
  ...rest: Rest
) => Promise<Response>

/** Somebody with an active organization. */
export type InOrganization = SignedIn & {
  readonly orgId: string
  readonly orgRole: string
  readonly orgSlug: string
  readonly orgPermissions: readonly string[]
}

/** Wrappers of handlers. Each one throws a `CoatcheckError` at once when it is asked for nothing. */
export type GuardedHandlers = {
  /** Runs for who is signed in, or holds what `asked` accepts, and meets the rest of it; 401 and 403 else. */
  readonly withAuth: <
    R extends Request = Request,
    Rest extends readonly unknown[] = [],
    A extends AcceptedKind = 'session-token',
  >(
    handler: AuthHandler<AuthenticatedBy<A>, R, Rest>,
    asked?: Requirement<A>,
  ) => RouteHandler<R, Rest>
  /** Runs for who has the role; 403 else. */
  readonly withRole: <R extends Request = Request, Rest extends readonly unknown[] = []>(
    role: string,
    handler: AuthHandler<SignedIn, R, Rest>,
  ) => RouteHandler<R, Rest>
  /** Runs for who has the permission in the active organization; 403 else. */
  readonly withPermission: <R extends Request = Request, Rest extends readonly unknown[] = []>(
    permission: string,
    handler: AuthHandler<InOrganization, R, Rest>,
  ) => RouteHandler<R, Rest>
  /** Runs for an application whose access token has the scope, or for what else `asked` accepts; 403 else. */
  readonly withScope: <
    R extends Request = Request,
    Rest extends readonly unknown[] = [],
    A extends AcceptedKind = 'oauth-token',
  >(
    scope: string,
    handler: AuthHandler<AuthenticatedBy<A>, R, Rest>,
    asked?: Accepts<A>,
  ) => RouteHandler<R, Rest>
  /** Runs for who has an active organization; 403 else. */
  readonly withOrganization: <R extends Request = Request, Rest extends readonly unknown[] = []>(
    handler: AuthHandler<InOrganization, R, Rest>,
  ) => RouteHandler<R, Rest>
}

/** Makes the wrappers of whatever tells who sends a request. */
export function guardHandlers(
  getAuth: (request: Request, asked: Accepts<AcceptedKind>) => Promise<StateOf<AcceptedKind>>,
): GuardedHandlers {
  function guard<
    K extends AcceptedKind = 'session-token',
    A extends AuthenticatedBy<K> = AuthenticatedBy<K>,
    R extends Request = Request,
    Rest extends readonly unknown[] = [],
  >(
    asked: Requirement<K>,
    isMet: (auth: AuthenticatedBy<K>) => auth is A,
    handler: AuthHandler<A, R, Rest>,
  ): RouteHandler<R, Rest> {
    const requirement = readRequirement(asked)
    return async (request, ...rest) => {
      const auth = await getAuth(request, requirement)
      const judged = judgeRequest(auth, requirement)
      if (!judged.ok) return passCookies(auth, refusalResponse(judged.refusal))
      if (!isMet(judged.auth)) throw new Error('whoever is let on meets the requirement')
      return passCookies(auth, await handler(request, judged.auth, ...rest))
    }
  }
  return {
    withAuth: (handler, asked = {}) => guard(asked, isAnybody, handler),
    withRole: (role, handler) => guard({ role }, isAnybody, handler),
    withPermission: (permission, handler) =>
      guard({ permission, organization: true }, isInOrganization, handler),
    withScope: (scope, handler, asked) => guard({ ...orOAuthTokens(asked), scope }, isAnybody, handler),
    withOrganization: (handler) => guard({ organization: true }, isInOrganization, handler),
  }
}

/** What is accepted where scopes are asked for. */
function orOAuthTokens<A extends AcceptedKind>(asked: Accepts<A> = {}): Accepts<A> {
  return { accepts: ['oauth-token' as A], ...asked } // which A is where nothing else is named
}

function isAnybody<A>(_auth: A): _auth is A {
  return true
}

function isInOrganization(auth: SignedIn): auth is InOrganization {
  return auth.orgId !== null
}
