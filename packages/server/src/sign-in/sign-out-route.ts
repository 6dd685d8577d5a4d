/** `POST /api/auth/logout`: this session, the user's others, or all of them. Signing out twice is signing out. */

import { activeSession, signOut } from '@coatcheck/core'
import { z } from 'zod'
import { isAlive } from '../http/client-principal.ts'
import { clearCookies } from '../http/cookies.ts'
import type { BrowserPrincipal } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import { type Demand, refuseUnmet } from '../session/demand.ts'
import { asUser, provedSession } from '../session/proved-session.ts'
import { defineRoute, noContent, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { cookiesAfterEnd } from '../session/browser-cookies.ts'
import type { ActContext, SessionReading, SignOutScope } from '@coatcheck/core'

/** Signs out. */
export const logout: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/logout',
    summary: 'Sign out: here, on the other devices, or everywhere',
    tag: 'sign-in',
    accepts: ['none', 'browser', 'opaque-session', 'refresh-token'],
    toleratesEnded: true,
    allowsPending: true,
    setsCookies: bringsCookiesOnly,
    body: z.object({
      scope: z.enum(['local', 'others', 'global']).default('local'),
      refreshToken: z.string().max(200).optional(),
    }),
    responses: { 204: { description: 'Signed out, now or before' } },
    // Of a proof, what says that nobody is signed in any more is no error here.
    errors: [
      'credential_not_accepted',
      'actor_not_allowed',
      'client_superseded',
      'session_pending',
      'refresh_superseded',
      'secret_unknown',
      'dpop_invalid',
    ],
  },
  async ({ server, request, principal, body, context }) => {
    const { scope } = body
    switch (principal.kind) {
      case 'none':
        return noContent(bringsCookiesOnly(request, body) ? clearCookies(server.settings) : [])
      case 'browser':
        return await signOutBrowser(
          server,
          principal,
          request.headers.get('coatcheck-session'),
          scope,
          context,
        )
      case 'opaque-session':
        if (scope !== 'local') {
          return problem('credential_not_accepted', {
            detail: 'An opaque token signs out its own session only.',
          })
        }
        await signOut(server.store, principal.reading, scope, context)
        return noContent()
      case 'refresh-token': {
        const proved = await provedSession({ server, request, principal }, demandOf(scope))
        if (proved instanceof Response) return proved.status === 401 ? noContent() : proved
        await signOut(server.store, proved.reading, scope, asUser(context, proved.reading))
        return noContent()
      }
    }
  },
)

/** Signs out the named session of a browser, or the active one; the last one takes the cookies along. */
export async function signOutBrowser(
  server: Server,
  browser: BrowserPrincipal,
  named: string | null,
  scope: SignOutScope,
  context: ActContext,
): Promise<Response> {
  const reading = sessionToEnd(browser, named)
  if (reading instanceof Response) return reading
  const refused =
    reading === null
      ? null
      : refuseUnmet(server, { reading, factors: reading.session.factors }, demandOf(scope))
  if (refused !== null) return refused
  if (reading !== null) await signOut(server.store, reading, scope, asUser(context, reading))
  return noContent(await cookiesAfterEnd(server, browser))
}

/** Whoever acts as a user leaves alone, and ends nothing of theirs. */
function demandOf(scope: SignOutScope): Demand {
  return scope === 'local' ? 'pending' : 'own'
}

/** The living session that is meant; `null` when it has ended before, or nobody is signed in. */
function sessionToEnd(browser: BrowserPrincipal, named: string | null): SessionReading | Response | null {
  if (named !== null) {
    const found = browser.sessions.find(({ session }) => session.id === named)
    if (found === undefined) return problem('session_not_found')
    return isAlive(found) ? found : null
  }
  const active = activeSession(browser.client, browser.sessions)
  const [only, another] = browser.sessions.filter(isAlive)
  if (active !== null || only === undefined) return active
  if (another === undefined) return only // and pending
  return problem('invalid_request', {
    field: 'header.Coatcheck-Session',
    detail: 'This browser has several sessions and none is active: name the one to sign out.',
  })
}

/** Whether cookies are all that the request brings: then they go, whatever they are worth. */
function bringsCookiesOnly({ headers }: Request, body: { readonly refreshToken?: unknown }): boolean {
  return headers.has('cookie') && !headers.has('authorization') && body.refreshToken === undefined
}
