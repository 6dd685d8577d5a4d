/** `/sign-in` and `/sign-up`: forms over login and register. */

import { activeSession, type Upstream } from '@coatcheck/core'
import { isActive } from '../http/client-principal.ts'
import type { Principal } from '../http/principal.ts'
import { linkTo, PAGE_PATHS } from '../pages/paths.ts'
import type { PageError, PageNotice, PageProps } from '../pages/page.ts'
import { type SignedInAccount, signInPage } from '../pages/sign-in.ts'
import { signUpPage } from '../pages/sign-up.ts'
import type { UpstreamChoice } from '../pages/upstream-buttons.ts'
import { verifyEmailPage } from '../pages/verify-email.ts'
import type { Server } from '../server.ts'
import { login } from '../sign-in/login-route.ts'
import { registerUser } from '../sign-in/register-route.ts'
import { isForSignIn } from '../upstream/start-sign-in.ts'
import { callRoute } from './call-route.ts'
import { pageAnswer, problemOf, seeOther } from './page-answer.ts'
import { pageError, upstreamError } from './page-error.ts'
import type { PageRequest } from './page-request.ts'
import { noticeOf } from './notices.ts'

/** Shows the form, with the accounts that this browser holds. */
export async function showSignIn(page: PageRequest, error?: PageError, status = 200): Promise<Response> {
  const { settings } = page.server
  const known = {
    redirectUrl: page.redirectUrl ?? undefined,
    notice: signInNotice(page),
    error: error ?? upstreamError(page.query.get('error')),
    email: page.form.get('email') ?? page.query.get('email') ?? undefined,
    rememberMe: page.request.method === 'GET' || page.form.get('remember_me') === 'on',
    signUpOpen: settings.signUp === 'open',
    // To go on as who one is proves nothing.
    accounts: page.query.get('notice') === 'reverify' ? [] : await accountsOf(page),
    upstreams: await upstreamChoices(page.server),
    fresh: page.query.get('notice') === 'reverify',
  }
  const view = (props: PageProps) => signInPage({ ...props, ...known })
  return await pageAnswer(page, view, { status, withScript: true })
}

/** Signs in. */
export async function submitSignIn(page: PageRequest): Promise<Response> {
  const response = await callRoute(login, page, principalOf(page), {
    body: {
      email: page.form.get('email') ?? '',
      password: page.form.get('password') ?? '',
      rememberMe: page.form.get('remember_me') === 'on',
      transport: 'cookie',
    },
  })
  if (response.ok) return await onwards(response, page.redirectUrl)
  const problem = await problemOf(response)
  return await showSignIn(page, pageError(problem, 'password'), problem.status)
}

/** The way on after a sign-in: to the second factor, if it waits for that. */
export async function onwards(
  signedIn: Response,
  redirectUrl: string | null,
  otherwise: string = PAGE_PATHS.account,
): Promise<Response> {
  const { session } = (await signedIn.json()) as { readonly session: { readonly status: string } }
  const next =
    session.status === 'pending'
      ? linkTo(PAGE_PATHS.secondFactor, redirectUrl ?? undefined)
      : (redirectUrl ?? otherwise)
  return seeOther(next, signedIn.headers.getSetCookie())
}

/** Shows the form. */
export async function showSignUp(page: PageRequest, error?: PageError, status = 200): Promise<Response> {
  const { settings } = page.server
  const text = (name: string): string | undefined => page.form.get(name) ?? undefined
  const known = {
    redirectUrl: page.redirectUrl ?? undefined,
    notice: signInNotice(page),
    error,
    signUpOpen: settings.signUp === 'open',
    allowedEmailDomains: settings.allowedEmailDomains,
    email: text('email'),
    firstName: text('first_name'),
    lastName: text('last_name'),
    upstreams: await upstreamChoices(page.server, ({ signUp }) => signUp),
  }
  return await pageAnswer(page, (props) => signUpPage({ ...props, ...known }), { status })
}

/** Makes the account. */
export async function submitSignUp(page: PageRequest): Promise<Response> {
  const email = page.form.get('email') ?? ''
  const response = await callRoute(registerUser, page, principalOf(page), {
    body: {
      email,
      password: page.form.get('password') ?? '',
      firstName: page.form.get('first_name') || undefined,
      lastName: page.form.get('last_name') || undefined,
      transport: 'cookie',
    },
  })
  if (response.status === 202) {
    const known = { redirectUrl: page.redirectUrl ?? undefined, state: { kind: 'sent', email } } as const
    return await pageAnswer(page, (props) => verifyEmailPage({ ...props, ...known }))
  }
  if (response.ok) return seeOther(page.redirectUrl ?? PAGE_PATHS.account, response.headers.getSetCookie())
  const problem = await problemOf(response)
  return await showSignUp(page, pageError(problem), problem.status)
}

/** The upstreams that people sign in with, in the order in which they were made. */
export async function upstreamChoices(
  { store }: Server,
  isMeant: (upstream: Upstream) => boolean = () => true,
): Promise<readonly UpstreamChoice[]> {
  const upstreams = (await store.upstreams.list()).filter((one) => isForSignIn(one) && isMeant(one))
  return upstreams.toReversed().map(({ id, name }) => ({ upstreamId: id, name }))
}

/** The accounts that this browser is signed in to, the active one first. */
export async function accountsOf({ server, browser }: PageRequest): Promise<readonly SignedInAccount[]> {
  if (browser === null) return []
  const active = activeSession(browser.client, browser.sessions)?.session.id
  const accounts: SignedInAccount[] = []
  for (const { session } of browser.sessions.filter(isActive)) {
    const user = await server.store.users.find(session.userId)
    if (user === null) continue
    const { firstName, lastName, email } = user
    const account = { sessionId: session.id, firstName, lastName, email }
    if (session.id === active) accounts.unshift(account)
    else accounts.push(account)
  }
  return accounts
}

function principalOf({ browser }: PageRequest): Principal {
  return browser ?? { kind: 'none' }
}

function signInNotice(page: PageRequest): PageNotice | undefined {
  return page.redirectRefused ? noticeOf('redirect_refused') : noticeOf(page.query.get('notice'))
}
