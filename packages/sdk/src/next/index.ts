/** For Next 16: `proxy.ts` and route handlers. `auth()` is in `/next/server`. */

import type { RequestState } from '../backend/request-state.ts'
import type { AdapterOptions } from '../guard/adapter-options.ts'
import { defaultAuth } from '../guard/default-auth.ts'
import { passCookies } from '../guard/pass-cookies.ts'
import { judgeRequest, refusalResponse } from '../guard/refusal.ts'
import { goOnWith, isPageVisit, nextPaths, type ProxyRequest, signInRedirect } from './proxy-request.ts'

export type { AdapterOptions } from '../guard/adapter-options.ts'
export { protectedResourceMetadata, type ProtectedResourceOptions } from '../guard/protected-resource.ts'
export type { ProxyRequest } from './proxy-request.ts'
export {
  getAuth,
  getTokenFromRequest,
  protect,
  withAuth,
  withOrganization,
  withPermission,
  withRole,
  withScope,
} from '../guard/default-auth.ts'

/** How the proxy is set up. */
export type ProxyOptions = Omit<AdapterOptions, 'accepts'> & {
  /** Where visitors of protected pages sign in (default: the server's own page), told `redirect_url`. */
  readonly signInUrl?: string
  /** Goes on for who may: an answer of its own, or nothing for the route's. */
  readonly next?: (
    request: ProxyRequest,
    auth: RequestState,
  ) => Response | undefined | Promise<Response | undefined>
}

/**
 * The `proxy` of `proxy.ts`: sends visitors of protected pages to sign in, and answers 401 to everything else that is
 * protected. It tells the routes nothing that a request could forge: `auth()` looks at the token itself.
 */
export function coatcheckProxy(
  options: ProxyOptions = {},
): (request: ProxyRequest) => Promise<Response | undefined> {
  return async (request) => {
    const auth = options.auth ?? defaultAuth()
    const state = await auth.getAuth(request)
    const { protectedRoutes } = options
    if (protectedRoutes !== undefined && nextPaths(request).some((path) => protectedRoutes(path))) {
      const judged = judgeRequest(state, {})
      if (!judged.ok) {
        return judged.refusal.status === 401 && isPageVisit(request)
          ? signInRedirect(request, options.signInUrl ?? `${auth.verifier.issuer}/sign-in`)
          : passCookies(state, refusalResponse(judged.refusal))
      }
    }
    const answer = await options.next?.(request, state)
    if (state.setCookies().length === 0) return answer
    return passCookies(state, answer ?? goOnWith(request, state.setCookies()))
  }
}
