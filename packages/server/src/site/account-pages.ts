/** `/account` and what its forms post to. */

import {
  activeSession,
  DELETION_GRACE_MS,
  type Factor,
  type SessionReading,
  type User,
} from '@coatcheck/core'
import { revokeApplication } from '../account/application-routes.ts'
import { changeEmail, sendVerification } from '../account/email-routes.ts'
import { changePassword, reverify } from '../account/password-routes.ts'
import { ownApplications } from '../account/own-applications.ts'
import { deleteUser, exportOwnUser, patchUser } from '../account/user-routes.ts'
import { endDevice, livingDevices } from '../devices/device-routes.ts'
import { isActive, isAlive } from '../http/client-principal.ts'
import type { BrowserPrincipal, ClientPrincipal } from '../http/principal.ts'
import type { Route } from '../http/route.ts'
import { describeScopes } from '../oauth/describe-scopes.ts'
import type { Messages } from '../messages/messages.ts'
import type { ApplicationView, DeviceKind, DeviceView, FactorView } from '../pages/account/account-props.ts'
import { accountPage } from '../pages/account.ts'
import type { PageError, PageProps } from '../pages/page.ts'
import { linkTo, PAGE_PATHS } from '../pages/paths.ts'
import { activateSession } from '../session/browser-routes.ts'
import { describeUserAgent } from '../session/wire.ts'
import { signOutBrowser } from '../sign-in/sign-out-route.ts'
import { apiKeysOf, typedApiKey } from './api-keys-of.ts'
import { isWaiting } from './answering-session.ts'
import { identitiesOf, type LinkedIdentity } from '../upstream/identity-routes.ts'
import { callRoute } from './call-route.ts'
import { noticeOf } from './notices.ts'
import { errorAnswer, type PageOptions, pageAnswer, problemOf, seeOther } from './page-answer.ts'
import { pageError, upstreamError } from './page-error.ts'
import type { PageRequest } from './page-request.ts'
import { accountsOf, upstreamChoices } from './sign-in-pages.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** Shows the account of the active session, or the session that the last form spoke for. */
export async function showAccount(
  page: PageRequest,
  error?: PageError,
  options: PageOptions = {},
): Promise<Response> {
  const { browser, server } = page
  const acting = browser === null ? null : actingSession(page, browser)
  const user = acting === null ? null : await server.store.users.find(acting.session.userId)
  if (acting === null || user === null)
    return seeOther(
      linkTo(isWaiting(page) ? PAGE_PATHS.secondFactor : PAGE_PATHS.signIn, page.redirectUrl ?? undefined),
    )
  const known = {
    notice: error === undefined ? noticeOf(page.query.get('notice')) : undefined,
    error: error ?? upstreamError(page.query.get('error')),
    nowMs: acting.nowMs,
    sessionId: acting.session.id,
    user: personOf(user),
    languages: server.locales.all.map(({ tag }) => tag),
    accounts: await accountsOf(page),
    canAddAccount: server.policy().accountsPerBrowser === 'many',
    factors: (await server.store.factors.list(user.id)).flatMap(factorOf),
    apiKeys: await apiKeysOf(server, user.id),
    typedApiKey: typedApiKey(page),
    identities: (await identitiesOf(server, user.id)).map(identityView),
    upstreams: await upstreamChoices(server),
    devices: (await livingDevices(server, user.id)).map(deviceOf),
    deletionGraceDays: DELETION_GRACE_MS / DAY_MS,
  }
  const applications = await applicationsOf(page, user.id)
  const view = (props: PageProps) =>
    accountPage({ ...props, ...known, applications: applications(props.locale.messages) })
  return await pageAnswer(page, view, { ...options, withScript: true })
}

/** Makes another account of this browser the active one. */
export async function submitActivate(page: PageRequest): Promise<Response> {
  const { browser, server, request } = page
  const id = page.form.get('session_id') ?? ''
  const cookies =
    browser === null || browser.inGrace ? null : await activateSession(server, browser, id, request)
  if (cookies === null) return seeOther(PAGE_PATHS.signIn)
  return seeOther(page.redirectUrl ?? PAGE_PATHS.account, cookies)
}

/** Signs out one account of this browser, the other devices, or everywhere. */
export async function submitSignOut(page: PageRequest): Promise<Response> {
  const { browser, server, context, form } = page
  if (browser === null || browser.inGrace) return seeOther(PAGE_PATHS.signIn)
  const scope = form.get('scope')
  const reach = scope === 'others' || scope === 'global' ? scope : 'local'
  const named = form.get('session_id') ?? form.get('acting_session_id')
  const response = await signOutBrowser(server, browser, named, reach, context)
  if (!response.ok)
    return await errorAnswer(page, {
      status: response.status === 403 ? 403 : 404,
      code: (await problemOf(response)).code,
    })
  const cookies = response.headers.getSetCookie()
  if (reach === 'others') return seeOther(`${PAGE_PATHS.account}?notice=others_signed_out`, cookies)
  const isLast = reach === 'global' || browser.sessions.filter(isAlive).length === 1
  if (!isLast) return seeOther(PAGE_PATHS.account, cookies)
  return seeOther(page.redirectUrl ?? `${PAGE_PATHS.signIn}?notice=signed_out`, cookies)
}

/** Signs out one device. */
export function submitRevoke(page: PageRequest): Promise<Response> {
  const id = page.form.get('session_id') ?? ''
  return submitTo(page, endDevice, { params: { id } }, 'device_signed_out')
}

/** Sends an application away. */
export function submitRevokeApplication(page: PageRequest): Promise<Response> {
  const id = page.form.get('application_id') ?? ''
  return submitTo(page, revokeApplication, { params: { id } }, 'application_removed')
}

/** Changes the password. */
export function submitPassword(page: PageRequest): Promise<Response> {
  const body = {
    currentPassword: page.form.get('current_password') ?? '',
    newPassword: page.form.get('new_password') ?? '',
  }
  return submitTo(page, changePassword, { body }, 'password_changed', 'current_password')
}

/** Saves names and language. */
export function submitProfile(page: PageRequest): Promise<Response> {
  const body = {
    firstName: page.form.get('first_name') || null,
    lastName: page.form.get('last_name') || null,
    locale: page.form.get('locale') || null,
  }
  return submitTo(page, patchUser, { body }, 'profile_saved')
}

/** Sends the verification mail again. */
export function submitSendVerification(page: PageRequest): Promise<Response> {
  return submitTo(page, sendVerification, {}, 'verification_sent')
}

/** Asks for the link that changes the address, after the password was typed once more. */
export async function submitEmailChange(page: PageRequest): Promise<Response> {
  const proved = await provedOnceMore(page, 'email_password')
  if (proved instanceof Response) return proved
  const body = { email: page.form.get('new_email') ?? '' }
  const response = await callRoute(changeEmail, page, proved.principal, { body })
  if (response.ok) return seeOther(`${PAGE_PATHS.account}?notice=email_change_sent`, proved.cookies)
  const problem = await problemOf(response)
  const error = { ...pageError(problem), field: 'new_email' } as const
  return await showAccount(page, error, { status: problem.status, cookies: proved.cookies })
}

/** Deletes the account, after the password was typed once more. */
export async function submitDelete(page: PageRequest): Promise<Response> {
  const proved = await provedOnceMore(page, 'password')
  if (proved instanceof Response) return proved
  const response = await callRoute(deleteUser, page, proved.principal)
  if (!response.ok) return await failed(page, response, undefined, proved.cookies)
  const cookies = [...proved.cookies, ...response.headers.getSetCookie()]
  return seeOther(`${PAGE_PATHS.signIn}?notice=deletion_requested`, cookies)
}

/**
 * The client after its password was proved by a field of the form. People without a password go on as they are: the
 * route refuses them unless they signed in lately.
 */
async function provedOnceMore(
  page: PageRequest,
  field: 'password' | 'email_password',
): Promise<{ readonly principal: ClientPrincipal; readonly cookies: readonly string[] } | Response> {
  const principal = clientOf(page)
  if (principal === null) return seeOther(PAGE_PATHS.signIn)
  const { store } = page.server
  const { session } = principal.reading
  const user = await store.users.find(session.userId)
  if (user?.hasPassword !== true) return { principal, cookies: [] }
  const body = { password: page.form.get(field) ?? '' }
  const proved = await callRoute(reverify, page, principal, { body })
  if (!proved.ok) return await failed(page, proved, field)
  const reading = (await store.sessions.find(session.id)) ?? principal.reading
  // This browser's other accounts go on under the new secret too.
  return { principal: { ...principal, reading }, cookies: proved.headers.getSetCookie() }
}

/** Hands out everything that is kept about the user, as a file. */
export async function downloadExport(page: PageRequest): Promise<Response> {
  const principal = clientOf(page)
  if (principal === null) return seeOther(PAGE_PATHS.signIn)
  const response = await callRoute(exportOwnUser, page, principal)
  if (response.ok) {
    response.headers.set('content-disposition', 'attachment; filename="coatcheck-export.json"')
    return response
  }
  return signInOnceMore(page)
}

/** The way to a recent proof, and back. */
export function signInOnceMore({ server }: PageRequest): Response {
  return seeOther(
    `${linkTo(PAGE_PATHS.signIn, `${server.settings.url}${PAGE_PATHS.account}`)}&notice=reverify`,
  )
}

/** Calls a route of the account for a form, and goes back to the account. */
export async function submitTo(
  page: PageRequest,
  route: Route,
  input: { readonly body?: object; readonly params?: Record<string, string> },
  notice: string,
  field?: PageError['field'],
): Promise<Response> {
  const principal = clientOf(page)
  if (principal === null) return seeOther(PAGE_PATHS.signIn)
  const response = await callRoute(route, page, principal, input)
  if (!response.ok) return await failed(page, response, field)
  return seeOther(`${PAGE_PATHS.account}?notice=${notice}`, response.headers.getSetCookie())
}

/** The account, with what went wrong. */
export async function failed(
  page: PageRequest,
  response: Response,
  field?: PageError['field'],
  cookies: readonly string[] = [],
): Promise<Response> {
  const problem = await problemOf(response)
  return await showAccount(page, pageError(problem, field), { status: problem.status, cookies })
}

/** The client with the session that a form speaks for; a replaced secret speaks for nobody here. */
export function clientOf(page: PageRequest): ClientPrincipal | null {
  const { browser } = page
  if (browser === null || browser.inGrace) return null
  const reading = actingSession(page, browser)
  return reading === null ? null : { ...browser, kind: 'client-cookie', reading }
}

function actingSession(page: PageRequest, browser: BrowserPrincipal): SessionReading | null {
  const named = page.form.get('acting_session_id')
  if (named === null) return activeSession(browser.client, browser.sessions)
  return browser.sessions.find((reading) => reading.session.id === named && isActive(reading)) ?? null
}

function personOf(user: User) {
  const { firstName, lastName, email, hasPassword, locale } = user
  return { firstName, lastName, email, hasPassword, locale, emailVerified: user.emailVerifiedAtMs !== null }
}

function deviceOf({ session }: SessionReading): DeviceView {
  const { browser, os, type } = describeUserAgent(session.device.userAgent)
  return {
    sessionId: session.id,
    kind: session.transport === 'cookie' ? (KINDS[type ?? ''] ?? 'unknown') : 'app',
    browser,
    operatingSystem: os,
    address: session.device.address,
    place: null,
    signedInAtMs: session.createdAtMs,
    lastActiveAtMs: session.lastActiveAtMs,
    standing: session.actor !== null ? 'acting' : session.needsSecondFactor ? 'pending' : undefined,
  }
}

/** The user's applications, once it is known in which language. */
async function applicationsOf(
  { server }: PageRequest,
  userId: User['id'],
): Promise<(messages: Messages) => readonly ApplicationView[]> {
  const applications = await ownApplications(server, userId)
  const describe = await describeScopes(server)
  return (messages) =>
    applications.map(({ client, sinceMs, lastUsedAtMs, scopes }) => ({
      id: client.id,
      name: client.name,
      scopes: scopes.map((name) => describe(name, messages)),
      sinceMs,
      lastUsedAtMs,
    }))
}

function identityView({ id, name, subject }: LinkedIdentity) {
  return { identityId: id, name, subject }
}

function factorOf(factor: Factor): readonly FactorView[] {
  const { id, kind, name, activatedAtMs, lastUsedAtMs, codesLeft } = factor
  if (activatedAtMs === null) return []
  return [{ factorId: id, kind, name, addedAtMs: activatedAtMs, lastUsedAtMs, codesLeft }]
}

const KINDS: { readonly [type: string]: DeviceKind } = {
  desktop: 'desktop',
  mobile: 'phone',
  tablet: 'tablet',
}
