/** For Hono: `app.use(coatcheck())`, then `c.var.auth` says who sends a request. */

import type { Context, MiddlewareHandler } from 'hono'
import { defaultAuth } from '../guard/default-auth.ts'
import { PRIVATE, unsetCookies } from '../guard/pass-cookies.ts'
import { judgeRequest, refusalResponse } from '../guard/refusal.ts'
import type { AcceptedKind, AuthenticatedBy, StateOf } from '../backend/accepted.ts'
import { describeResource, type ProtectedResourceOptions } from '../guard/protected-resource.ts'
import { readRequirement, type Requirement } from '../guard/requirement.ts'
import type { AdapterOptions } from '../guard/adapter-options.ts'

export type { AdapterOptions } from '../guard/adapter-options.ts'
export type { ProtectedResourceOptions } from '../guard/protected-resource.ts'
export { type HonoMountOptions, mountCoatcheck } from './mount.ts'

/** What the middleware leaves for handlers. */
export type AuthVariables<A extends AcceptedKind = 'session-token'> = { readonly auth: StateOf<A> }

/** Finds out who sends each request, and refuses what is for a protected route and has nobody. */
export function coatcheck<A extends AcceptedKind = 'session-token'>({
  auth,
  protectedRoutes,
  ...kinds
}: AdapterOptions<A> = {}): MiddlewareHandler<{ Variables: AuthVariables<A> }> {
  return async (c, next) => {
    const state = await (auth ?? defaultAuth()).getAuth(c.req.raw, kinds)
    c.set('auth', state)
    if (protectedRoutes?.(c.req.raw) === true) {
      const judged = judgeRequest(state, {})
      if (!judged.ok) return refusalResponse(judged.refusal)
    }
    await next()
    const cookies = state.setCookies()
    if (cookies.length === 0 || c.res.status === 101) return undefined
    for (const cookie of unsetCookies(cookies, c.res.headers.getSetCookie()))
      c.header('set-cookie', cookie, { append: true })
    c.header('cache-control', PRIVATE)
    return undefined
  }
}

/**
 * Lets on who is signed in and meets the requirement; all others are answered 401, 403, 429 or 503. Comes after `coatcheck()`.
 *
 * @throws {CoatcheckError} When the requirement is wrong.
 */
export function requireAuth<A extends AcceptedKind = 'session-token'>(
  asked: Requirement<A> = {},
): MiddlewareHandler<{ Variables: { readonly auth: AuthenticatedBy<A> } }> {
  const requirement = readRequirement(asked)
  return async (c, next) => {
    const judged = judgeRequest(getAuth<AcceptedKind>(c), requirement)
    if (!judged.ok) return refusalResponse(judged.refusal)
    return await next()
  }
}

/**
 * Who sends the request of a context: `getAuth<'session-token' | 'oauth-token'>` where `coatcheck()` accepts both.
 *
 * @throws {Error} When `coatcheck()` did not run before.
 */
export function getAuth<A extends AcceptedKind = 'session-token'>(c: Context): StateOf<A> {
  const auth: unknown = c.get('auth')
  if (auth === undefined) throw new Error('coatcheck() runs before whatever asks for auth')
  return auth as StateOf<A>
}

/**
 * Answers with the metadata of a resource (RFC 9728) at its well-known path, before any guard: `app.use(...)`.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function protectedResourceMetadata(options: ProtectedResourceOptions): MiddlewareHandler {
  const { path, answer } = describeResource(options)
  return async (c, next) => {
    if (new URL(c.req.url).pathname !== path) return await next()
    const { status, headers, body } = answer(c.req.method)
    return new Response(body, { status, headers })
  }
}
