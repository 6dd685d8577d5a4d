/** `/oauth/authorize`: who is there, what they let the application do, and the way back to it. */

import {
  authorizationStep,
  needsConsent,
  type OAuthConsent,
  type OrganizationId,
  parseId,
  type SessionReading,
} from '@coatcheck/core'
import { type ArrivingRequest, readArrived, readArrivingRequest, wayBack } from '../oauth/arriving-request.ts'
import { type AskedOrganization, askedOrganization } from '../oauth/asked-organization.ts'
import type { AuthorizationRequest } from '../oauth/authorization-request.ts'
import { useConsentSeal } from '../oauth/consent-seal.ts'
import { grantCode } from '../oauth/grant-code.ts'
import { codeUri } from '../oauth/request-target.ts'
import { linkTo, PAGE_PATHS } from '../pages/paths.ts'
import { asUser } from '../session/proved-session.ts'
import { answeringSession, couldProveMore, isWaiting } from './answering-session.ts'
import { showConsent } from './consent-page.ts'
import { leaveFor, seeOther } from './page-answer.ts'
import type { PageRequest } from './page-request.ts'
import { refuseArriving, strayAnswer } from './refused-request.ts'

/** A request, with the person who is to answer it. */
export type AnswerableRequest = {
  readonly arriving: ArrivingRequest
  readonly request: AuthorizationRequest
  readonly reading: SessionReading
  /** What the person let this application do before. */
  readonly before: OAuthConsent | null
  readonly organization: AskedOrganization
}

/** Answers a request, or has the person sign in or consent first. */
export async function showAuthorize(page: PageRequest): Promise<Response> {
  const found = await findAnswerable(page, page.query)
  if (found instanceof Response) return found
  const { answerable, asksConsent } = found
  return asksConsent
    ? await showConsent(page, answerable)
    : await grant(page, answerable, answerable.organization.organizationId)
}

/** Takes the answer of the consent page. */
export async function submitConsent(page: PageRequest): Promise<Response> {
  const { server, form } = page
  const query = new URLSearchParams(form.get('request') ?? '')
  if (form.get('decision') !== 'allow') {
    const arriving = await readArrivingRequest(server, query)
    if (typeof arriving === 'string') return await strayAnswer(page, arriving)
    return await refuseArriving(page, arriving, { error: 'access_denied' }, 'by-person')
  }
  const found = await findAnswerable(page, query)
  if (found instanceof Response) return found
  const { answerable } = found
  const { arriving, request, reading, organization } = answerable
  const chosen = chooseOrganization(organization, form.get('organization'))
  const shown = { ...request, query: arriving.query, sessionId: reading.session.id }
  const isCurrent = chosen !== 'unknown' && (await useConsentSeal(server, shown, form.get('seal') ?? ''))
  // What was shown is not what would be granted now, or was granted before: it is shown anew.
  if (!isCurrent) return seeOther(await wayBack(server, arriving))
  const isKept = await keepConsent(page, answerable, chosen)
  return isKept ? await grant(page, answerable, chosen) : seeOther(await wayBack(server, arriving))
}

/** The request, once it waits for nothing but consent; until then, what it waits for. */
async function findAnswerable(
  page: PageRequest,
  query: URLSearchParams,
): Promise<{ readonly answerable: AnswerableRequest; readonly asksConsent: boolean } | Response> {
  const { server } = page
  const arriving = await readArrivingRequest(server, query)
  if (typeof arriving === 'string') return await strayAnswer(page, arriving)
  const request = await readArrived(server, arriving)
  if (!request.ok) return await refuseArriving(page, arriving, request)
  const reading = answeringSession(page, request)
  if (reading === null || reading === 'somebody-else')
    return await waitForSomebody(page, arriving, request, reading)

  const before = await server.store.oauthConsents.find(reading.session.userId, request.client.id)
  const organization = await askedOrganization(server, request, reading.session, before)
  if (organization === null) return await refuseArriving(page, arriving, { error: 'access_denied' })
  const { organizationId } = organization
  const { factors, createdAtMs, actor } = reading.session
  const step = authorizationStep(
    {
      ...request,
      askedAtMs: arriving.askedAtMs,
      wantsSecondFactor: await couldProveMore(page, request, reading),
    },
    {
      session: { ...factors, createdAtMs, isActing: actor !== null },
      isPending: false,
      needsConsent: needsConsent(request.client, { ...request, organizationId }, before, request.prompts),
      nowMs: reading.nowMs,
    },
  )
  switch (step.next) {
    case 'refuse':
      return await refuseArriving(page, arriving, step)
    case 'consent':
    case 'grant':
      return {
        answerable: { arriving, request, reading, before, organization },
        asksConsent: step.next === 'consent',
      }
    case 'second-factor':
    case 'sign-in':
    case 'select-account':
      return await toSignIn(page, arriving, request.loginHint)
    case 'sign-in-again': {
      const user = await server.store.users.find(reading.session.userId)
      return await toSignIn(page, arriving, request.loginHint ?? user?.email ?? null, 'again')
    }
  }
}

/** Has somebody sign in, unless the request wants silence, or came back without whom it names. */
async function waitForSomebody(
  page: PageRequest,
  arriving: ArrivingRequest,
  { prompts, loginHint }: AuthorizationRequest,
  found: 'somebody-else' | null,
): Promise<Response> {
  const isSilent = prompts.includes('none')
  // The browser has just signed in somewhere else: in a moment it will bring the cookie that it was given there.
  if (isSilent && page.browser?.inGrace === true)
    return await refuseArriving(page, arriving, { error: 'temporarily_unavailable' })
  if (isSilent || (found === 'somebody-else' && arriving.askedAtMs !== null))
    return await refuseArriving(page, arriving, { error: 'login_required' })
  if (found === null && isWaiting(page))
    return seeOther(linkTo(PAGE_PATHS.secondFactor, await wayBack(page.server, arriving)))
  return await toSignIn(page, arriving, loginHint)
}

async function toSignIn(
  { server }: PageRequest,
  arriving: ArrivingRequest,
  email: string | null,
  again?: 'again',
): Promise<Response> {
  const address = email?.includes('@') === true ? `&email=${encodeURIComponent(email)}` : ''
  const notice = again === undefined ? '' : '&notice=reverify'
  return seeOther(linkTo(PAGE_PATHS.signIn, await wayBack(server, arriving)) + notice + address)
}

/** The organization that a form chose: only one that it offered. */
function chooseOrganization(
  { choices, organizationId }: AskedOrganization,
  text: string | null,
): OrganizationId | 'unknown' | null {
  if (choices.length === 0) return organizationId
  if (text === null || text === '') return null
  const chosen = parseId('org', text)
  return choices.some(({ organization }) => organization.id === chosen) && chosen !== null
    ? chosen
    : 'unknown'
}

async function keepConsent(
  { server, context }: PageRequest,
  { request, reading, before, organization }: AnswerableRequest,
  chosen: OrganizationId | null,
): Promise<boolean> {
  const wasAsked = organization.choices.length > 0 || chosen !== null
  return await server.store.oauthConsents.grant(
    {
      userId: reading.session.userId,
      clientId: request.client.id,
      scopes: request.scopes,
      resources: request.resources,
      organizationId: wasAsked ? chosen : (before?.organizationId ?? null),
    },
    asUser(context, reading),
  )
}

/** Sends the browser back to the application with a code. */
async function grant(
  page: PageRequest,
  { arriving, request, reading }: AnswerableRequest,
  organizationId: OrganizationId | null,
): Promise<Response> {
  const { server } = page
  const granted = await grantCode(server, arriving, request, reading, organizationId)
  switch (granted) {
    case 'session-over':
      return seeOther(await wayBack(server, arriving))
    case 'used':
      return await strayAnswer(page, 'request_uri_invalid')
    default:
      return leaveFor(codeUri(server, request, granted.code))
  }
}
