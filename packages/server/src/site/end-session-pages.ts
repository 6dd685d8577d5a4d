/** `/oauth/logout`: an application's person signs out here, by a press unless the application can name the session. */

import { activeSession, type SessionId, type SessionReading } from '@coatcheck/core'
import { isAlive } from '../http/client-principal.ts'
import { type EndSessionRequest, readEndSessionRequest } from '../oauth/end-session-request.ts'
import { formSourceOf } from '../oauth/request-target.ts'
import { endSessionPage } from '../pages/end-session.ts'
import { PAGE_PATHS } from '../pages/paths.ts'
import { signOutBrowser } from '../sign-in/sign-out-route.ts'
import { errorAnswer, leaveFor, pageAnswer, problemOf, seeOther } from './page-answer.ts'
import type { PageRequest } from './page-request.ts'

/** Signs out whom the hint names, or asks. */
export async function showEndSession(page: PageRequest): Promise<Response> {
  const request = await readEndSessionRequest(page.server, page.query)
  const living = livingSessions(page)
  const named = living.find(({ session }) => session.id === request.sessionId)
  if (named !== undefined) return await endSession(page, request, named.session.id)
  if (request.sessionId !== null) await endLeftGrants(page, request.sessionId)
  if (living.length === 0) return afterwards(page, request)
  return await askToEnd(page, request, living)
}

/** Signs out after a press. */
export async function submitEndSession(page: PageRequest): Promise<Response> {
  const request = await readEndSessionRequest(
    page.server,
    new URLSearchParams(page.form.get('request') ?? ''),
  )
  const named = page.form.get('acting_session_id')
  const isThere = livingSessions(page).some(({ session }) => session.id === named)
  return named !== null && isThere ? await endSession(page, request, named) : afterwards(page, request)
}

/** Ends the grants of a session that is over by itself: they were to end with the sign-out that is asked for here. */
async function endLeftGrants({ server: { store }, context }: PageRequest, id: SessionId): Promise<void> {
  const reading = await store.sessions.find(id)
  if (reading !== null && isAlive(reading)) return
  await store.sessions.end({ by: 'parent', id }, { state: 'ended', reason: 'signed_out' }, context)
}

async function askToEnd(
  page: PageRequest,
  { hint, client, backUri }: EndSessionRequest,
  living: readonly SessionReading[],
): Promise<Response> {
  const { server, browser, query } = page
  const active = browser === null ? null : activeSession(browser.client, browser.sessions)
  const ofPerson = living.find(({ session }) => session.userId === hint?.userId)
  const reading = ofPerson ?? active ?? living[0]
  const user = reading === undefined ? null : await server.store.users.find(reading.session.userId)
  if (reading === undefined || user === null) return seeOther(PAGE_PATHS.signIn)
  const { firstName, lastName, email } = user
  const asked = {
    account: { sessionId: reading.session.id, firstName, lastName, email },
    clientName: client?.name ?? null,
    request: query.toString(),
  }
  const source = backUri === null ? null : formSourceOf(backUri)
  return await pageAnswer(page, (props) => endSessionPage({ ...props, ...asked }), {
    onlyFormTargets: true,
    formTargets: source === null ? [] : [source],
  })
}

async function endSession(
  page: PageRequest,
  request: EndSessionRequest,
  sessionId: string,
): Promise<Response> {
  const { server, browser, context } = page
  if (browser === null) return afterwards(page, request)
  const response = await signOutBrowser(server, browser, sessionId, 'local', context)
  if (!response.ok) return await errorAnswer(page, { status: 404, code: (await problemOf(response)).code })
  return afterwards(page, request, response.headers.getSetCookie())
}

/**
 * Where to go when nobody is signed in: back, if an administrator made the application, the person pressed, or its hint
 * has just signed somebody out. Anybody has a hint of an application that registered itself: their own.
 */
function afterwards(
  { request: { method } }: PageRequest,
  { client, backUri }: EndSessionRequest,
  cookiesAfterEnd: readonly string[] | null = null,
): Response {
  const isTrusted = cookiesAfterEnd !== null || client?.registration === 'admin' || method === 'POST'
  const cookies = cookiesAfterEnd ?? []
  return backUri !== null && isTrusted
    ? leaveFor(backUri, cookies)
    : seeOther(`${PAGE_PATHS.signIn}?notice=signed_out`, cookies)
}

function livingSessions({ browser }: PageRequest): readonly SessionReading[] {
  return browser === null || browser.inGrace ? [] : browser.sessions.filter(isAlive)
}
