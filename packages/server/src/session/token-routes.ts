/** `GET /api/auth/session`, and what a session's own credential does with it: mint a token, say that somebody acts. */

import { activityIsDue, type Session, type SessionReading } from '@coatcheck/core'
import { z } from 'zod'
import { endedProblem, livingOrEnded, reportedFactors } from '../http/client-principal.ts'
import { sessionCookies } from '../http/cookies.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Principal } from '../http/principal.ts'
import type { Server } from '../server.ts'
import { carriesNavigations } from './browser-cookies.ts'
import { askSchema, asksForLongLife, limitToMinute, mintAskedToken, readAsk } from './asked-token.ts'
import { clampedJson, requestParty } from './mint-token.ts'
import { currentUser } from './current-user.ts'
import { sessionJson, sessionSchema, timeJson, userJson, userSchema } from './wire.ts'

const time = z.iso.datetime()

/** Reads a session and its user. */
export const getSession: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/session',
    summary: 'The session of this credential, and its user',
    tag: 'session',
    accepts: ['client-cookie', 'opaque-session', 'session-token'],
    responses: {
      200: { description: 'The session', schema: z.object({ session: sessionSchema, user: userSchema }) },
    },
  },
  async ({ server, principal }) => {
    const user = await currentUser(server, principal.reading)
    return user instanceof Response
      ? user
      : json(200, { session: sessionJson(principal.reading), user: userJson(user) })
  },
)

/** Mints a session token, or a token of a template. */
export const mintSessionToken: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/session/token',
    summary: 'Mint a session token, or a token of a template',
    tag: 'session',
    accepts: ['client-cookie', 'opaque-session', 'backend-key'],
    allowsFormerSecret: true,
    body: z.object(askSchema),
    responses: {
      200: {
        description:
          'The token. With a session token, the session cookie of a browser is renewed with that of its active session',
        schema: z.object({
          token: z.string(),
          issuedAt: time,
          expiresAt: time,
          clamped: z.boolean(),
          clampedBy: z.enum(['policy', 'idle', 'session']).optional(),
        }),
      },
    },
    errors: [
      'client_superseded',
      'not_found',
      'template_not_found',
      'secret_unknown',
      'actor_not_allowed',
      'token_invalid',
      'hook_failed',
    ],
  },
  async (input) => {
    const { server, principal, body } = input
    const isBackend = principal.kind === 'backend-key'
    const byMinute = isBackend && principal.shown === 'session-token'
    const inGrace = 'inGrace' in principal && principal.inGrace
    const asked = await readAsk(server, body, { mayDetach: isBackend && !byMinute })
    if (asked instanceof Response) return asked
    const ask = byMinute ? limitToMinute(asked, principal.reading.session) : asked
    if (ask instanceof Response) return ask
    // An application's server renews tokens while it renders: that is never the person acting.
    const isActive = body.active === true && !isBackend
    const reading = isActive ? await recordActivity(server, principal.reading) : principal.reading
    if (reading instanceof Response) return reading
    const mint = {
      reading,
      factors: reportedFactors(reading.session, inGrace),
      authorizedParty: partyOf(input, reading.session),
    }
    // A replaced secret mints for what is under way in other tabs: nothing that outlives its ten seconds by much.
    if (inGrace && asksForLongLife(ask, mint)) return problem('client_superseded')
    const minted = await mintAskedToken(server, mint, ask, () => input.context)
    if (minted instanceof Response) return minted
    const answer = {
      token: minted.token,
      issuedAt: timeJson(minted.issuedAtMs),
      expiresAt: timeJson(minted.expiresAtMs),
      ...clampedJson(ask === asked ? minted : { ...minted, clampedBy: minted.clampedBy ?? 'policy' }),
    }
    const setsCookie =
      ask.template === null && 'client' in principal && carriesNavigations(principal, reading.session)
    return json(
      200,
      answer,
      setsCookie ? sessionCookies(server.settings, minted.token, reading.session, reading.nowMs) : [],
    )
  },
)

/**
 * Whom the token is for. A backend asks on behalf of its own pages for what their cookie stands for; a session token that
 * was brought stays the token of the party it was opened for, or one application's would open the others.
 */
function partyOf(
  {
    server,
    request,
    principal,
  }: { readonly server: Server; readonly request: Request; readonly principal: Principal },
  { authorizedParty }: Session,
): string {
  if (principal.kind !== 'backend-key') return requestParty(server, request, authorizedParty)
  return principal.shown === 'client-cookie'
    ? (principal.key.authorizedParty ?? authorizedParty)
    : authorizedParty
}

/** Says that the person acted. */
export const touchSession: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/session/touch',
    summary: 'Say that the person acted: moves the idle clock',
    tag: 'session',
    accepts: ['client-cookie', 'opaque-session'],
    responses: {
      200: { description: 'The session as it is now', schema: z.object({ session: sessionSchema }) },
    },
  },
  async ({ server, principal }) => {
    const reading = await recordActivity(server, principal.reading)
    return reading instanceof Response ? reading : json(200, { session: sessionJson(reading) })
  },
)

/** Writes an act of the person, if the last one written is old enough; an answer when the session ended meanwhile. */
async function recordActivity(server: Server, reading: SessionReading): Promise<SessionReading | Response> {
  if (!activityIsDue(reading.session, reading.nowMs)) return reading
  const touched = await server.store.sessions.touch(reading.session.id)
  return touched === null ? endedProblem(null) : livingOrEnded(touched)
}
