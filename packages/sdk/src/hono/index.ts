/** For Hono: `app.use(coatcheck())`, then `c.var.auth` says who sends a request. */

import type { Context, MiddlewareHandler } from 'hono'
import { defaultAuth } from '../guard/default-auth.ts'
import { PRIVATE, unsetCookies } from '../guard/pass-cookies.ts'
import { judgeRequest, refusalResponse } from '../guard/refusal.ts'
import type { RequestState, SignedIn } from '../backend/request-state.ts'
import { readRequirement, type Requirement } from '../guard/requirement.ts'
import type { AdapterOptions } from '../guard/adapter-options.ts'

export type { AdapterOptions } from '../guard/adapter-options.ts'
export { type HonoMountOptions, mountCoatcheck } from './mount.ts'

/** What the middleware leaves for handlers. */
export type AuthVariables = { readonly auth: RequestState }

/** Finds out who sends each request, and refuses what is for a protected route and has nobody. */
export function coatcheck({ auth, protectedRoutes }: AdapterOptions = {}): MiddlewareHandler<{
  Variables: AuthVariables
}> {
  return async (c, next) => {
    const state = await (auth ?? defaultAuth()).getAuth(c.req.raw)
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
 * Lets on who is signed in and meets the requirement; all others are answered 401, 403 or 503. Comes after `coatcheck()`.
 *
 * @throws {CoatcheckError} When the requirement is wrong.
 */
export function requireAuth(
  asked: Requirement = {},
): MiddlewareHandler<{ Variables: { readonly auth: SignedIn } }> {
  const requirement = readRequirement(asked)
  return async (c, next) => {
    const judged = judgeRequest(getAuth(c), requirement)
    if (!judged.ok) return refusalResponse(judged.refusal)
    return await next()
  }
}

/**
 * Who sends the request of a context.
 *
 * @throws {Error} When `coatcheck()` did not run before.
 */
export function getAuth(c: Context): RequestState {
  const auth: unknown = c.get('auth')
  if (auth === undefined) throw new Error('coatcheck() runs before whatever asks for auth')
  return auth as RequestState
}
