/** Second factors in pages: the step at sign-in, and what `/account` offers. */

import { encodeBase32, otpauthUrl, parseId } from '@coatcheck/core'
import { createRecoveryCodes, deleteFactor } from '../factor/factor-routes.ts'
import { openSeed, totpLabel } from '../factor/factor-secrets.ts'
import { secondFactor } from '../factor/second-factor-routes.ts'
import { enrollTotp, verifyTotp } from '../factor/totp-routes.ts'
import { refusePending } from '../http/client-principal.ts'
import type { BrowserPrincipal, ClientPrincipal } from '../http/principal.ts'
import { authenticatorPage } from '../pages/authenticator.ts'
import type { PageError, PageProps } from '../pages/page.ts'
import { linkTo, PAGE_PATHS } from '../pages/paths.ts'
import { recoveryCodesPage } from '../pages/recovery-codes.ts'
import { secondFactorPage } from '../pages/second-factor.ts'
import { clientOf, failed, signInOnceMore, submitTo } from './account-pages.ts'
import { callRoute } from './call-route.ts'
import { pageAnswer, problemOf, seeOther } from './page-answer.ts'
import { pageError } from './page-error.ts'
import type { PageRequest } from './page-request.ts'

/** The session of a browser that waits for its second factor: the one that a form speaks for, else the newest. */
export function pendingSession(page: PageRequest): ClientPrincipal | null {
  const { browser, form } = page
  if (browser === null || browser.inGrace) return null
  const named = form.get('acting_session_id')
  const reading = waiting(browser).find(({ session }) => named === null || session.id === named)
  return reading === undefined ? null : { ...browser, kind: 'client-cookie', reading }
}

function waiting({ sessions }: BrowserPrincipal): BrowserPrincipal['sessions'] {
  return sessions.filter((reading) => refusePending(reading) !== null)
}

/** Asks for it. */
export async function showSecondFactor(
  page: PageRequest,
  error?: PageError,
  status = 200,
): Promise<Response> {
  const pending = pendingSession(page)
  if (pending === null) return seeOther(linkTo(PAGE_PATHS.signIn, page.redirectUrl ?? undefined))
  const { id, userId } = pending.reading.session
  const { factors, users } = page.server.store
  const active = (await factors.list(userId)).filter(({ activatedAtMs }) => activatedAtMs !== null)
  const known = {
    redirectUrl: page.redirectUrl ?? undefined,
    error,
    sessionId: id,
    email: (await users.find(userId))?.email ?? null,
    hasTotp: active.some(({ kind }) => kind === 'totp'),
    hasPasskey: active.some(({ kind }) => kind === 'passkey'),
    hasRecoveryCodes: active.some(({ codesLeft }) => codesLeft !== null && codesLeft > 0),
  }
  const view = (props: PageProps) => secondFactorPage({ ...props, ...known })
  return await pageAnswer(page, view, { status, withScript: true })
}

/** Takes it. */
export async function submitSecondFactor(page: PageRequest): Promise<Response> {
  const pending = pendingSession(page)
  if (pending === null) return seeOther(linkTo(PAGE_PATHS.signIn, page.redirectUrl ?? undefined))
  const recoveryCode = page.form.get('recovery_code')
  const body = recoveryCode === null ? { code: page.form.get('code') ?? '' } : { recoveryCode }
  const response = await callRoute(secondFactor, page, pending, { body })
  if (response.ok) return seeOther(page.redirectUrl ?? PAGE_PATHS.account, response.headers.getSetCookie())
  const problem = await problemOf(response)
  const field = recoveryCode === null ? 'code' : 'recovery_code'
  return await showSecondFactor(page, pageError(problem, field), problem.status)
}

/** Starts to set an authenticator app up. */
export async function submitAuthenticator(page: PageRequest): Promise<Response> {
  const principal = clientOf(page)
  if (principal === null) return seeOther(PAGE_PATHS.signIn)
  const response = await callRoute(enrollTotp, page, principal)
  if (response.status === 403) return signInOnceMore(page)
  if (!response.ok) return await failed(page, response)
  const { factorId } = (await response.json()) as { readonly factorId: string }
  return await showAuthenticator(page, principal, factorId)
}

/** Turns it on by its first code. */
export async function submitVerifyAuthenticator(page: PageRequest): Promise<Response> {
  const principal = clientOf(page)
  if (principal === null) return seeOther(PAGE_PATHS.signIn)
  const factorId = page.form.get('factor_id') ?? ''
  const body = { factorId, code: page.form.get('code') ?? '' }
  const response = await callRoute(verifyTotp, page, principal, { body })
  if (response.status === 403) return signInOnceMore(page)
  if (response.ok) return await showCodes(page, response, 'authenticator_on')
  const problem = await problemOf(response)
  return await showAuthenticator(page, principal, factorId, pageError(problem, 'code'), problem.status)
}

/** Makes new recovery codes. */
export async function submitRecoveryCodes(page: PageRequest): Promise<Response> {
  const principal = clientOf(page)
  if (principal === null) return seeOther(PAGE_PATHS.signIn)
  const response = await callRoute(createRecoveryCodes, page, principal)
  if (response.status === 403) return signInOnceMore(page)
  return response.ok ? await showCodes(page, response, '') : await failed(page, response)
}

/** Removes a factor. */
export async function submitRemoveFactor(page: PageRequest): Promise<Response> {
  const id = parseId('fac', page.form.get('factor_id') ?? '')
  return await submitTo(page, deleteFactor, { params: { id: id ?? '' } }, 'factor_removed')
}

async function showAuthenticator(
  page: PageRequest,
  { reading }: ClientPrincipal,
  factorId: string,
  error?: PageError,
  status = 200,
): Promise<Response> {
  const { server } = page
  const { userId, id: sessionId } = reading.session
  const id = parseId('fac', factorId)
  const totp = id === null ? null : await server.store.factors.findTotp(userId, id)
  const seed = totp === null ? null : openSeed(server, totp)
  const user = await server.store.users.find(userId)
  if (seed === null || user === null) return seeOther(PAGE_PATHS.account)
  const known = {
    error,
    sessionId,
    factorId,
    secret: encodeBase32(seed),
    url: otpauthUrl(seed, totpLabel(server, user)),
  }
  return await pageAnswer(page, (props) => authenticatorPage({ ...props, ...known }), { status })
}

async function showCodes(page: PageRequest, response: Response, notice: string): Promise<Response> {
  const { recoveryCodes: codes } = (await response.json()) as {
    readonly recoveryCodes: readonly string[] | null
  }
  if (codes === null) return seeOther(`${PAGE_PATHS.account}?notice=${notice}`)
  return await pageAnswer(page, (props) => recoveryCodesPage({ ...props, codes }))
}
