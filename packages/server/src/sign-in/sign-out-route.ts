/** `POST /api/auth/logout`: this session, the user's others, or all of them. Signing out twice is signing out. */

import { activeSession, signOut } from '@coatcheck/core'
import { z } from 'zod'
import { isAlive } from '../http/client-principal.ts'
import { clearCookies, clearSessionCookie } from '../http/cookies.ts'
import type { BrowserPrincipal } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import { asUser, provedSession } from '../http/proved-session.ts'
import { defineRoute, noContent, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
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
    body: z.object({
      scope: z.enum(['local', 'others', 'global']).default('local'),
      refreshToken: z.string().max(200).optional(),
    }),
    responses: { 204: { description: 'Signed out, now or before' } },
    errors: ['credential_not_accepted', 'client_superseded'],
  },
  async ({ server, request, principal, body, context }) => {
    const { scope } = body
    switch (principal.kind) {
      case 'none':
        return noContent()
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
        const proved = await provedSession(server, request, principal)
        if (proved instanceof Response) return proved.status === 401 ? noContent() : proved
        await signOut(server.store, proved.reading, scope, asUser(context, proved.reading))
        return noContent()
      }
    }
  },
)

/** Signs out the named session of a browser, or the active one; the last one takes the cookies with it. */
export async function signOutBrowser(
  server: Server,
  browser: BrowserPrincipal,
  named: string | null,
  scope: SignOutScope,
  context: ActContext,
): Promise<Response> {
  const reading = sessionToEnd(browser, named)
  if (reading instanceof Response) return reading
  const { url } = server.settings
  if (reading === null) return noContent(clearCookies(url))
  const isOver = await signOut(server.store, reading, scope, asUser(context, reading))
  const others = browser.sessions.filter((other) => other.session.id !== reading.session.id && isAlive(other))
  const remaining = others.filter(
    ({ session }) => scope !== 'global' || session.userId !== reading.session.userId,
  )
  if (!isOver) return noContent()
  return noContent(remaining.length === 0 ? clearCookies(url) : [clearSessionCookie(url)])
}

function sessionToEnd(browser: BrowserPrincipal, named: string | null): SessionReading | Response | null {
  if (named === null) return activeSession(browser.client, browser.sessions)
  const found = browser.sessions.find(({ session }) => session.id === named)
  if (found === undefined) return problem('session_not_found')
  return isAlive(found) ? found : null
}
