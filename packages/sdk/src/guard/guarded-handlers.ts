/** Handlers of Web requests that run only for who may: everybody else is answered before. */

import type { RequestState, SignedIn } from '../backend/request-state.ts'
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
  /** Runs for who is signed in; 401 else. */
  readonly withAuth: <R extends Request = Request, Rest extends readonly unknown[] = []>(
    handler: AuthHandler<SignedIn, R, Rest>,
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
  /** Runs for who has an active organization; 403 else. */
  readonly withOrganization: <R extends Request = Request, Rest extends readonly unknown[] = []>(
    handler: AuthHandler<InOrganization, R, Rest>,
  ) => RouteHandler<R, Rest>
}

/** Makes the wrappers of whatever tells who sends a request. */
export function guardHandlers(getAuth: (request: Request) => Promise<RequestState>): GuardedHandlers {
  function guard<A extends SignedIn, R extends Request, Rest extends readonly unknown[]>(
    asked: Requirement,
    isMet: (auth: SignedIn) => auth is A,
    handler: AuthHandler<A, R, Rest>,
  ): RouteHandler<R, Rest> {
    const requirement = readRequirement(asked)
    return async (request, ...rest) => {
      const auth = await getAuth(request)
      const judged = judgeRequest(auth, requirement)
      if (!judged.ok) return passCookies(auth, refusalResponse(judged.refusal))
      if (!isMet(judged.auth)) throw new Error('whoever is let on meets the requirement')
      return passCookies(auth, await handler(request, judged.auth, ...rest))
    }
  }
  return {
    withAuth: (handler) => guard({}, isSignedIn, handler),
    withRole: (role, handler) => guard({ role }, isSignedIn, handler),
    withPermission: (permission, handler) =>
      guard({ permission, organization: true }, isInOrganization, handler),
    withOrganization: (handler) => guard({ organization: true }, isInOrganization, handler),
  }
}

function isSignedIn(_auth: SignedIn): _auth is SignedIn {
  return true
}

function isInOrganization(auth: SignedIn): auth is InOrganization {
  return auth.orgId !== null
}
