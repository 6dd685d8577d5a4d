/** The pages around mails: `/forgot-password`, `/reset-password`, `/verify-email`, and the outbox of development. */

import { normalizeEmail } from '@coatcheck/core'
import { readEmailTicket } from '../account/email-address.ts'
import { verifyEmail } from '../account/email-routes.ts'
import { takeTicketLimit } from '../account/recovery.ts'
import { forgotPassword, redeemPasswordReset } from '../account/recovery-routes.ts'
import { sendEmailVerification } from '../account/send-email-verification.ts'
import { isLocalHost } from '@coatcheck/core/protocol'
import { usersOf } from '../http/client-principal.ts'
import { forgotPasswordPage } from '../pages/forgot-password.ts'
import { outboxPage } from '../pages/outbox.ts'
import type { PageError } from '../pages/page.ts'
import { PAGE_PATHS } from '../pages/paths.ts'
import { resetPasswordPage, type ResetPasswordState } from '../pages/reset-password.ts'
import { verifyEmailPage, type VerifyEmailState } from '../pages/verify-email.ts'
import { login } from '../sign-in/login-route.ts'
import { callRoute } from './call-route.ts'
import { errorAnswer, pageAnswer, problemOf } from './page-answer.ts'
import { pageError } from './page-error.ts'
import { contextOf } from './page-locale.ts'
import type { PageRequest } from './page-request.ts'
import { onwards } from './sign-in-pages.ts'

const NOBODY = { kind: 'none' } as const

/** Asks for an address. */
export function showForgotPassword(
  page: PageRequest,
  error?: PageError,
  status = 200,
  sent = false,
): Promise<Response> {
  const email = page.form.get('email') ?? undefined
  const known = { redirectUrl: page.redirectUrl ?? undefined, error, email, sent }
  return pageAnswer(page, (props) => forgotPasswordPage({ ...props, ...known }), { status })
}

/** Mails the link, if there is an account; says the same either way. */
export async function submitForgotPassword(page: PageRequest): Promise<Response> {
  const response = await callRoute(forgotPassword, page, NOBODY, {
    body: { email: page.form.get('email') ?? '' },
  })
  if (response.ok) return await showForgotPassword(page, undefined, 200, true)
  const problem = await problemOf(response)
  return await showForgotPassword(page, pageError(problem, 'email'), problem.status)
}

/** Opens the form behind a link; nothing is redeemed yet. */
export function showResetPassword(page: PageRequest): Promise<Response> {
  const token = page.query.get('ticket')
  return answerReset(page, token === null ? { kind: 'invalid' } : { kind: 'form', token })
}

/** Sets the password. */
export async function submitResetPassword(page: PageRequest): Promise<Response> {
  const token = page.form.get('token') ?? ''
  const body = { ticket: token, password: page.form.get('new_password') ?? '' }
  const response = await callRoute(redeemPasswordReset, page, NOBODY, { body })
  if (response.ok) return await answerReset(page, { kind: 'done' })
  const problem = await problemOf(response)
  if (problem.code === 'ticket_invalid')
    return await answerReset(page, { kind: 'invalid' }, undefined, problem.status)
  return await answerReset(page, { kind: 'form', token }, pageError(problem, 'new_password'), problem.status)
}

/** Opens the page behind a link; nothing is redeemed yet. */
export async function showVerifyEmail(page: PageRequest): Promise<Response> {
  return await answerVerify(page, await verifyState(page, page.query.get('ticket') ?? ''))
}

/** Redeems the link, or sends another one. Whoever types the password is signed in with it. */
export async function submitVerifyEmail(page: PageRequest): Promise<Response> {
  const { browser, form } = page
  const token = form.get('token')
  if (token === null) return await sendAnotherLink(page)
  const password = form.get('password') ?? undefined
  const response = await callRoute(verifyEmail, page, browser ?? NOBODY, {
    body: { ticket: token, password },
  })
  if (response.ok) {
    if (password === undefined) return await answerVerify(page, { kind: 'verified' })
    const { email } = (await response.json()) as { readonly email: string }
    const signedIn = await callRoute(login, page, browser ?? NOBODY, {
      body: { email, password, transport: 'cookie' },
    })
    if (!signedIn.ok) return await answerVerify(page, { kind: 'verified' })
    return await onwards(signedIn, page.redirectUrl, `${PAGE_PATHS.account}?notice=email_verified`)
  }
  const problem = await problemOf(response)
  const state = await verifyState(page, token)
  return await answerVerify(page, state, pageError(problem, 'password'), problem.status)
}

/** What to ask of whoever opened a link: a press, or the password too where nobody is signed in as its user. */
async function verifyState({ server, browser }: PageRequest, token: string): Promise<VerifyEmailState> {
  const ticket = await readEmailTicket(server, token)
  if (ticket === null) return { kind: 'invalid' }
  const { userId, email } = ticket.purpose
  const isSignedIn = browser !== null && usersOf(browser).includes(userId)
  return { kind: 'confirm', token, email, asksPassword: !isSignedIn }
}

/** The mails that would have been sent. */
export async function showOutbox(page: PageRequest): Promise<Response> {
  const { mailer, clock, background } = page.server
  // The Host is asked for, so that no foreign name that was made to point here can read the links.
  const isOurs = isLocalHost(new URL(page.request.url).hostname)
  if (mailer.outbox === null || !isOurs) return await errorAnswer(page, { status: 404, code: 'not_found' })
  await background.drain() // whoever looks here has just asked for a mail
  const known = { nowMs: clock.nowMs(), mails: mailer.outbox() }
  return await pageAnswer(page, (props) => outboxPage({ ...props, ...known }))
}

async function sendAnotherLink(page: PageRequest): Promise<Response> {
  const { server } = page
  const context = await contextOf(page)
  const text = page.form.get('email') ?? ''
  const limited = await takeTicketLimit(server, context)
  if (limited !== null) return await errorAnswer(page, { status: 429, code: 'rate_limited' })
  const email = normalizeEmail(text)
  const found = email === null ? null : await server.store.users.findByEmail(email)
  if (found !== null)
    server.background.run('verification', () => sendEmailVerification(server, found.user, context))
  return await answerVerify(page, { kind: 'sent', email: text })
}

function answerReset(
  page: PageRequest,
  state: ResetPasswordState,
  error?: PageError,
  status = 200,
): Promise<Response> {
  const redirectUrl = page.redirectUrl ?? undefined
  return pageAnswer(page, (props) => resetPasswordPage({ ...props, redirectUrl, error, state }), { status })
}

function answerVerify(
  page: PageRequest,
  state: VerifyEmailState,
  error?: PageError,
  status = 200,
): Promise<Response> {
  const redirectUrl = page.redirectUrl ?? undefined
  return pageAnswer(page, (props) => verifyEmailPage({ ...props, redirectUrl, error, state }), { status })
}
