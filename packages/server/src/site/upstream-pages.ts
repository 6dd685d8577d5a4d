/** Signing in with an upstream in pages: the way there, the way back, and what `/account` offers. */

import { parseId } from '@coatcheck/core'
import { notifyUser } from '../account/notify-user.ts'
import { isActive } from '../http/client-principal.ts'
import type { ClientPrincipal } from '../http/principal.ts'
import { leavingPage } from '../pages/leaving.ts'
import { linkTo, PAGE_PATHS } from '../pages/paths.ts'
import { refuseUnmet } from '../session/demand.ts'
import { asUser } from '../session/proved-session.ts'
import { signInAnswer } from '../sign-in/answer.ts'
import { HookFailedError, hookFailedProblem } from '../hook/hook-failed.ts'
import { type FinishedSignIn, finishSignIn } from '../upstream/finish-sign-in.ts'
import { unlinkIdentity } from '../upstream/identity-routes.ts'
import { openForPerson } from '../upstream/open-for-person.ts'
import type { SignInPurpose } from '../upstream/sign-in-state.ts'
import {
  callbackUrl,
  findSignInUpstream,
  type SignInUpstream,
  startSignIn,
} from '../upstream/start-sign-in.ts'
import { clientOf, signInOnceMore, submitTo } from './account-pages.ts'
import { errorAnswer, pageAnswer, problemOf, seeOther } from './page-answer.ts'
import type { PageRequest } from './page-request.ts'
import { onwards } from './sign-in-pages.ts'
import { issueUpstreamMark, readUpstreamMark } from './upstream-mark.ts'

/** Sends somebody to sign in there. */
export function submitSignInWith(page: PageRequest): Promise<Response> {
  return leaveFor(page, { kind: 'sign-in' }, page.redirectUrl)
}

/** Sends somebody who is signed in there, to link that account. */
export async function submitConnect(page: PageRequest): Promise<Response> {
  const principal = clientOf(page)
  if (principal === null) return seeOther(PAGE_PATHS.signIn)
  if (!isProved(page, principal)) return signInOnceMore(page)
  const { id: sessionId, userId } = principal.reading.session
  return await leaveFor(page, { kind: 'link', userId, sessionId }, null)
}

/** Takes a link away. */
export function submitDisconnect(page: PageRequest): Promise<Response> {
  const params = { id: page.form.get('identity_id') ?? '' }
  return submitTo(page, unlinkIdentity, { params }, 'identity_removed')
}

/** Somebody comes back from there. */
export async function returnFromUpstream(page: PageRequest): Promise<Response> {
  const { server, query, request, context } = page
  const upstream = await upstreamNamed(page, new URL(request.url).pathname.split('/')[3] ?? '')
  const isTold = ['state', 'code', 'iss', 'error'].every((name) => query.getAll(name).length <= 1)
  if (upstream === null || !isTold)
    return await errorAnswer(page, { status: 400, code: 'upstream_sign_in_invalid' })
  const returned = {
    state: query.get('state') ?? '',
    code: query.get('code'),
    issuer: query.get('iss'),
    error: query.get('error'),
    mark: readUpstreamMark(server, request),
    to: 'page',
  } as const
  const finished = await finishSignIn(server, upstream, returned, context)
  if (finished instanceof Response) return await goBack(page, finished)
  const { purpose } = finished.state
  return purpose.kind === 'link'
    ? await link(page, upstream, finished, purpose)
    : await signIn(page, finished)
}

/**
 * Leaves by a page of its own: a form's answer may lead to no other site than our policy names, which counts every step
 * of the way through an upstream's own pages.
 */
async function leaveFor(
  page: PageRequest,
  purpose: SignInPurpose,
  redirectUrl: string | null,
): Promise<Response> {
  const { server, form } = page
  const upstream = await upstreamNamed(page, form.get('upstream_id') ?? '')
  if (upstream === null) return await errorAnswer(page, { status: 404, code: 'not_found' })
  const { mark, cookie } = issueUpstreamMark(server, page.request)
  const redirectUri = callbackUrl(server, upstream)
  const fresh = form.get('fresh') === 'on'
  const { authorizationUrl } = startSignIn(server, upstream, {
    redirectUri,
    mark,
    redirectUrl,
    purpose,
    fresh,
  })
  const known = { name: upstream.name, url: authorizationUrl }
  return await pageAnswer(page, (props) => leavingPage({ ...props, ...known }), { cookies: [cookie] })
}

async function signIn(page: PageRequest, { person, state }: FinishedSignIn): Promise<Response> {
  const { server, request, browser, context } = page
  const principal = browser ?? ({ kind: 'none' } as const)
  const options = { transport: 'cookie' } as const
  const asked = { person, takenEmail: 'refused', options, principal, context } as const
  const opened = await answered(page, () => openForPerson(server, request, asked))
  if (opened instanceof Response) return await goBack({ ...page, redirectUrl: state.redirectUrl }, opened)
  return await onwards(await signInAnswer(server, 200, opened), state.redirectUrl)
}

async function link(
  page: PageRequest,
  { issuer }: SignInUpstream,
  { person }: FinishedSignIn,
  { userId, sessionId }: Extract<SignInPurpose, { kind: 'link' }>,
): Promise<Response> {
  const { server, browser } = page
  const reading = browser?.sessions.find((one) => one.session.id === sessionId && isActive(one))
  if (browser === null || browser.inGrace || reading === undefined) return seeOther(PAGE_PATHS.signIn)
  const principal: ClientPrincipal = { ...browser, kind: 'client-cookie', reading }
  if (reading.session.userId !== userId || !isProved(page, principal)) return signInOnceMore(page)
  const context = asUser(page.context, reading)
  const outcome = await server.store.users.link(userId, { issuer, subject: person.subject }, context)
  if (outcome !== 'linked') return seeOther(`${PAGE_PATHS.account}?error=identity_taken`)
  notifyUser(server, userId, { kind: 'identity-linked' }, context)
  return seeOther(`${PAGE_PATHS.account}?notice=identity_added`)
}

/** Back to where one chooses, with what went wrong. The address forgets the code and the state. */
async function goBack(page: PageRequest, refused: Response): Promise<Response> {
  const { code } = await problemOf(refused)
  return seeOther(
    `${linkTo(PAGE_PATHS.signIn, page.redirectUrl ?? undefined)}${page.redirectUrl === null ? '?' : '&'}error=${code}`,
  )
}

function isProved(page: PageRequest, { reading, inGrace }: ClientPrincipal): boolean {
  const { factors } = reading.session
  return !inGrace && refuseUnmet(page.server, { reading, factors }, 'recent') === null
}

async function upstreamNamed({ server }: PageRequest, text: string): Promise<SignInUpstream | null> {
  const id = parseId('app', text)
  return id === null ? null : await findSignInUpstream(server, id)
}

/** A hook that fails is an answer here. */
async function answered<T>(page: PageRequest, run: () => Promise<T>): Promise<T | Response> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof HookFailedError)) throw error
    page.server.logger.error({ err: error }, 'a sign-in with an upstream was refused')
    return hookFailedProblem()
  }
}
