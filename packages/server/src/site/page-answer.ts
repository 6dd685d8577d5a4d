/** Answers with pages: HTML under a strict policy, or the way to the next page. */

import { ERRORS, type ErrorCode, type Problem } from '@coatcheck/core/protocol'
import { requestBehind } from '../oauth/arriving-request.ts'
import { formSourceOf } from '../oauth/request-target.ts'
import { errorPage, type ErrorStatus } from '../pages/error-page.ts'
import type { Html } from '../pages/html.ts'
import type { PageError } from '../pages/page.ts'
import type { PageRequest } from './page-request.ts'

/** An HTML answer: nothing inline, in no frame, in no cache, and silent about where the visitor came from. */
export async function htmlAnswer(
  page: Html,
  options: {
    readonly status?: number
    readonly cookies?: readonly string[]
    readonly formTargets?: readonly string[]
    readonly imageSources?: readonly string[]
    /** The page has the script of passkeys, which speaks to our own API. */
    readonly withScript?: boolean
  } = {},
): Promise<Response> {
  // A form's answer may lead on to an allowed origin: browsers hold redirects against form-action too.
  const targets = ["'self'", ...(options.formTargets ?? [])].join(' ')
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      ["img-src 'self' data:", ...(options.imageSources ?? [])].join(' '),
      ...(options.withScript === true ? ["script-src 'self'", "connect-src 'self'"] : []),
      `form-action ${targets}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    // `no-referrer` would make browsers send `Origin: null` with our own forms, which is refused.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  for (const cookie of options.cookies ?? []) headers.append('set-cookie', cookie)
  return new Response(String(await page), { status: options.status ?? 200, headers })
}

/** A page in answer to a request, with the cookie that its forms need. */
export async function pageAnswer(
  page: Html,
  from: PageRequest,
  status = 200,
  cookies: readonly string[] = [],
  withScript = false,
): Promise<Response> {
  const { server, redirectUrl } = from
  const { allowedOrigins, mode } = server.settings
  const formTargets = mode === 'development' ? [...allowedOrigins, 'http://localhost:*'] : [...allowedOrigins]
  // Behind a sign-in there may be an application that gets its answer without another page in between.
  const behind = redirectUrl === null ? null : await requestBehind(server, redirectUrl)
  const source = behind === null ? null : formSourceOf(behind.target.redirectUri)
  if (source !== null) formTargets.push(source)
  return await htmlAnswer(page, { status, cookies: formCookies(from, cookies), formTargets, withScript })
}

/** The cookies of an answer with forms: others, and the one that the forms are bound to. */
export function formCookies(
  { formToken }: Pick<PageRequest, 'formToken'>,
  cookies: readonly string[] = [],
): readonly string[] {
  return formToken.cookie === null ? cookies : [...cookies, formToken.cookie]
}

/** The way to the next page after a form: 303, so that a reload does not send it again. */
export function seeOther(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

/** The way out of here, to an application: 303, so that no form goes along, and nobody learns what the URL carried. */
export function leaveFor(location: string, cookies: readonly string[] = []): Response {
  const response = seeOther(location, cookies)
  response.headers.set('referrer-policy', 'no-referrer')
  return response
}

/** A page that says that a request got nowhere. */
export function errorAnswer(
  status: ErrorStatus,
  code: string,
  retryAfterSeconds?: number,
): Promise<Response> {
  return htmlAnswer(errorPage({ status, code, retryAfterSeconds }), { status })
}

/** What an answer of the API says is wrong. */
export async function problemOf(response: Response): Promise<Problem> {
  return (await response.json()) as Problem
}

const FIELDS: { readonly [field: string]: PageError['field'] } = {
  'body.email': 'email',
  'body.password': 'password',
  'body.newPassword': 'new_password',
  'body.currentPassword': 'current_password',
  'body.firstName': 'first_name',
  'body.lastName': 'last_name',
}

/** An error of the API in the words of a page. `fallback` is the field to point at when the answer names none. */
export function pageError(problem: Problem, fallback?: PageError['field']): PageError {
  const field = FIELDS[problem.field ?? ''] ?? fallback
  const message = MESSAGES[problem.code] ?? problem.detail ?? ERRORS[problem.code].title
  return { code: problem.code, message, ...(field === undefined ? {} : { field }) }
}

const MESSAGES: { readonly [C in ErrorCode]?: string } = {
  reverification_required: 'Sign in once more first: this needs a recent proof that it is you.',
  factor_invalid: 'This code is wrong, or it was used before. Try the next one.',
  credentials_invalid: 'The e-mail address or the password is wrong.',
  rate_limited: 'Too many attempts. Wait a little and try once more.',
  hook_failed: 'A check that this service makes first could not be made. Try once more in a moment.',
  server_busy: 'The server is busy. Try once more in a moment.',
  email_taken: 'There is an account with this address already. Sign in, or reset the password.',
  session_limit_reached:
    'You are signed in on as many devices as this service allows. Sign out on another one first.',
}
