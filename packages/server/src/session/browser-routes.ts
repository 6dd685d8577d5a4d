/** The sessions of one browser: which there are, and which one navigations use. */

import { activeSession, parseId } from '@coatcheck/core'
import { z } from 'zod'
import { isActive, isAlive, reportedFactors } from '../http/client-principal.ts'
import { sessionCookies } from '../http/cookies.ts'
import type { BrowserPrincipal } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { mintToken, requestParty } from './mint-token.ts'
import { sessionJson, sessionSchema, userJson, userSchema } from './wire.ts'

/** Lists the living sessions of this browser. */
export const getClient: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/client',
    summary: 'The sessions of this browser, and which of them is active',
    tag: 'session',
    accepts: ['none', 'browser'],
    toleratesEnded: true,
    responses: {
      200: {
        description: 'The sessions; none when nobody is signed in',
        schema: z.object({
          id: z.string().nullable(),
          activeSessionId: z.string().nullable(),
          sessions: z.array(z.object({ session: sessionSchema, user: userSchema })),
        }),
      },
    },
  },
  async ({ server, principal }) => {
    if (principal.kind === 'none') return json(200, { id: null, activeSessionId: null, sessions: [] })
    const sessions = []
    for (const reading of principal.sessions.filter(isAlive)) {
      const user = await server.store.users.find(reading.session.userId)
      if (user !== null) sessions.push({ session: sessionJson(reading), user: userJson(user) })
    }
    const active = activeSession(principal.client, principal.sessions)
    return json(200, { id: principal.client.id, activeSessionId: active?.session.id ?? null, sessions })
  },
)

/** Makes a session the one that navigations use. */
export const activate: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/session/activate',
    summary: 'Make a session of this browser the one that navigations use',
    tag: 'session',
    accepts: ['browser'],
    body: z.object({ sessionId: z.string().max(64) }),
    responses: { 200: { description: 'It is', schema: z.object({ activeSessionId: z.string() }) } },
    errors: ['session_not_found', 'client_superseded', 'hook_failed'],
  },
  async ({ server, request, principal, body }) => {
    const cookies = await activateSession(server, principal, body.sessionId, request)
    return cookies === null
      ? problem('session_not_found')
      : json(200, { activeSessionId: body.sessionId }, cookies)
  },
)

/** Activates; gives the cookies of the session, or `null` when it is none of this browser's living ones. */
export async function activateSession(
  server: Server,
  browser: BrowserPrincipal,
  sessionId: string,
  request: Request,
): Promise<readonly string[] | null> {
  const id = parseId('sess', sessionId)
  const reading = browser.sessions.find(({ session }) => session.id === id)
  if (id === null || reading === undefined || !isActive(reading)) return null
  const { session, nowMs } = reading
  const minted = await mintToken(server, {
    reading,
    factors: reportedFactors(session, browser.inGrace),
    authorizedParty: requestParty(server, request, session.authorizedParty),
  })
  if (!(await server.store.sessions.activate(browser.client.id, id))) return null
  return sessionCookies(server.settings, minted.token, session, nowMs)
}
