/** Answers with pages: HTML under a strict policy, or the way to the next page. */

import type { Problem } from '@coatcheck/core/protocol'
import type { Said } from '../locale/locale.ts'
import { requestBehind } from '../oauth/arriving-request.ts'
import { formSourceOf } from '../oauth/request-target.ts'
import { errorPage, type ErrorStatus } from '../pages/error-page.ts'
import type { Html } from '../pages/html.ts'
import type { PageProps, PageSetting } from '../pages/page.ts'
import { localeOf } from './page-locale.ts'
import type { PageRequest } from './page-request.ts'

/** How a page is answered. */
export type PageOptions = {
  readonly status?: number
  readonly cookies?: readonly string[]
  /** The page has the script of passkeys, which speaks to our own API. */
  readonly withScript?: boolean
  /** Where forms may lead, beside the allowed origins; in their place with `onlyFormTargets`. */
  readonly formTargets?: readonly string[]
  readonly onlyFormTargets?: boolean
  /** Where pictures may come from, beside our own origin. */
  readonly imageSources?: readonly string[]
}

/** Makes a page from what all pages share. */
export type View = (props: PageProps) => Html

/** A page in answer to a request, in the language of its person, with the cookie that its forms need. */
export async function pageAnswer(
  from: PageRequest,
  view: View,
  options: PageOptions = {},
): Promise<Response> {
  const { server, formToken } = from
  const props = { look: server.look, locale: await localeOf(from), csrfToken: formToken.token }
  const { cookies = [], formTargets = [] } = options
  return await htmlAnswer(props, view(props), {
    ...options,
    cookies: formToken.cookie === null ? cookies : [...cookies, formToken.cookie],
    formTargets:
      options.onlyFormTargets === true ? formTargets : [...formTargets, ...(await usualTargets(from))],
  })
}

/** Where forms may lead: the allowed origins, and the application behind a sign-in, which may get its answer at once. */
async function usualTargets({ server, redirectUrl }: PageRequest): Promise<readonly string[]> {
  const { allowedOrigins, mode } = server.settings
  const behind = redirectUrl === null ? null : await requestBehind(server, redirectUrl)
  const source = behind === null ? null : formSourceOf(behind.target.redirectUri)
  return [
    ...allowedOrigins,
    ...(mode === 'development' ? ['http://localhost:*'] : []),
    ...(source === null ? [] : [source]),
  ]
}

/** An HTML answer: nothing inline, in no frame, in no cache, and silent about where the visitor came from. */
export async function htmlAnswer(
  { look, locale }: PageSetting,
  page: Html,
  { status = 200, cookies = [], withScript = false, formTargets = [], imageSources = [] }: PageOptions = {},
): Promise<Response> {
  const pictures = look.logoSource === null ? imageSources : [...imageSources, look.logoSource]
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-language': locale.tag,
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      ["img-src 'self' data:", ...pictures].join(' '),
      ...(withScript ? ["script-src 'self'", "connect-src 'self'"] : []),
      // A form's answer may lead on to an allowed origin: browsers hold redirects against form-action too.
      ["form-action 'self'", ...formTargets].join(' '),
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    // `no-referrer` would make browsers send `Origin: null` with our own forms, which is refused.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(String(await page), { status, headers })
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

/** What got nowhere: why, and what is known beside it. */
export type Nowhere = {
  readonly status: ErrorStatus
  /** The code of the problem. */
  readonly code: string
  readonly message?: Said
  readonly retryAfterSeconds?: number
}

/** A page that says that a request got nowhere. Nothing is read for it but the request: the store may be what is away. */
export function errorAnswer(
  { server, request }: Pick<PageRequest, 'server' | 'request'>,
  nowhere: Nowhere,
): Promise<Response> {
  const { look, locales } = server
  const setting = { look, locale: locales.choose(request.headers.get('accept-language')) }
  return htmlAnswer(setting, errorPage({ ...setting, ...nowhere }), { status: nowhere.status })
}

/** What an answer of the API says is wrong. */
export async function problemOf(response: Response): Promise<Problem> {
  return (await response.json()) as Problem
}
