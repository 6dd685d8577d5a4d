/** What `@clerk/backend` asks of a server beside tokens: the keys of session tokens, and a cookie that is fresh. */

import { activeSession } from '@coatcheck/core'
import { CLERK_KEY_SET_PATH } from '@coatcheck/core/protocol'
import { z } from 'zod'
import { keySetAnswer, keySetResponse } from '../discovery/discovery-routes.ts'
import { clearSessionCookies, sessionCookies } from '../http/cookies.ts'
import type { BrowserPrincipal } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { mintToken } from '../session/mint-token.ts'
import { readRedirectUrl } from '../site/redirect-url.ts'

const clerkKeySet: Route = defineRoute(
  {
    method: 'get',
    path: CLERK_KEY_SET_PATH,
    summary: 'The public keys that session tokens verify with, and nothing else does',
    tag: 'discovery',
    accepts: ['none'],
    responses: { 200: keySetResponse },
  },
  async ({ server }) => keySetAnswer(server.keyRing.publicKeys('sessions')),
)

const handshake: Route = defineRoute(
  {
    method: 'get',
    path: '/v1/client/handshake',
    summary: "Renew the cookies of navigations, or remove them, and go back: for pages on this server's host",
    tag: 'session',
    accepts: ['none', 'browser'],
    toleratesEnded: true,
    query: z.object({ redirect_url: z.string().min(1).max(4096) }),
    responses: { 303: { description: 'Back to where the visitor came from' } },
    errors: ['hook_failed'],
  },
  async ({ server, principal, query }) => {
    const { settings } = server
    const { url } = readRedirectUrl(settings, query.redirect_url)
    // Cookies know no ports. Where they do not arrive, the visitor would be sent here again, without end.
    if (url === null || new URL(url).hostname !== new URL(settings.url).hostname) {
      return problem('invalid_request', {
        field: 'query.redirect_url',
        detail:
          "This leads to allowed origins on this server's own host, the only ones that its cookies reach.",
      })
    }
    const browser = principal.kind === 'none' ? null : principal
    const headers = new Headers({ location: url, 'cache-control': 'no-store' })
    for (const cookie of await freshCookies(server, browser, new URL(url).origin))
      headers.append('set-cookie', cookie)
    return new Response(null, { status: 303, headers })
  },
)

/** The cookies of the active session, or those that remove what is left of one. Nobody acted: a page was opened. */
async function freshCookies(
  server: Server,
  browser: BrowserPrincipal | null,
  origin: string,
): Promise<readonly string[]> {
  const active = browser === null ? null : activeSession(browser.client, browser.sessions)
  if (browser === null || active === null) return clearSessionCookies(server.settings)
  // A request under a replaced secret may know less than the cookie already says.
  if (browser.inGrace) return []
  const { session, nowMs } = active
  const minted = await mintToken(server, {
    reading: active,
    factors: session.factors,
    authorizedParty: origin,
  })
  return sessionCookies(server.settings, minted.token, session, nowMs)
}

/** The routes that there are with compat clerk. */
export const clerkRoutes: readonly Route[] = [clerkKeySet, handshake]
