/** A request for a page: who asks, what the form says, where to go afterwards. */

import type { ActContext } from '@coatcheck/core'
import type { Context } from 'hono'
import { readBrowser } from '../http/client-principal.ts'
import { refuseForeignOrigin } from '../http/origin.ts'
import type { BrowserPrincipal } from '../http/principal.ts'
import { MAX_BODY_BYTES } from '../http/read-body.ts'
import { actContext, type AppEnv } from '../http/router.ts'
import type { Server } from '../server.ts'
import { type FormToken, formTokenHolds, issueFormToken } from './form-token.ts'
import { errorAnswer } from './page-answer.ts'
import { readRedirectUrl } from './redirect-url.ts'

/** What handlers of pages get. */
export type PageRequest = {
  readonly server: Server
  readonly request: Request
  readonly query: URLSearchParams
  /** The fields of the form; empty for a GET. */
  readonly form: URLSearchParams
  readonly browser: BrowserPrincipal | null
  readonly formToken: FormToken
  /** Checked; `null` for none. */
  readonly redirectUrl: string | null
  /** A `redirect_url` was given that leads where nobody may be sent. */
  readonly redirectRefused: boolean
  readonly context: ActContext
}

/** Reads a request; a form that is too large, from elsewhere or not from this browser gets an answer instead. */
export async function readPageRequest(server: Server, c: Context<AppEnv>): Promise<PageRequest | Response> {
  const request = c.req.raw
  const query = new URL(request.url).searchParams
  const form = request.method === 'POST' ? await readForm(server, request) : new URLSearchParams()
  if (form instanceof Response) return form
  const browser = await readBrowser(server, request)
  const redirect = readRedirectUrl(server.settings, form.get('redirect_url') ?? query.get('redirect_url'))
  return {
    server,
    request,
    query,
    form,
    // A malformed or doubled cookie is no browser that we know; the sign-in that follows sets a good one.
    browser: browser instanceof Response ? null : browser,
    formToken: issueFormToken(server, request),
    redirectUrl: redirect.url,
    redirectRefused: redirect.refused,
    context: actContext(server, { kind: 'none' }, c),
  }
}

/** Reads the form of a request, wherever it comes from. */
export async function readFormText(
  server: Server,
  request: Request,
  maxBytes: number,
): Promise<URLSearchParams | Response> {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return errorAnswer({ server, request }, { status: 400, code: 'unsupported_media_type' })
  }
  if (Number(request.headers.get('content-length') ?? Infinity) > maxBytes)
    return errorAnswer({ server, request }, { status: 400, code: 'body_too_large' })
  return new URLSearchParams(await request.text())
}

async function readForm(server: Server, request: Request): Promise<URLSearchParams | Response> {
  if (refuseForeignOrigin(server.settings, request) !== null)
    return errorAnswer({ server, request }, { status: 403, code: 'origin_not_allowed' })
  const form = await readFormText(server, request, MAX_BODY_BYTES)
  if (form instanceof Response) return form
  return formTokenHolds(server, request, form.get('csrf_token') ?? '')
    ? form
    : errorAnswer({ server, request }, { status: 403, code: 'form_token_invalid' })
}
