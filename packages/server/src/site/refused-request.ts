/** Authorization requests that are refused: told to the application where that can be trusted, and to the person otherwise. */

import type { ArrivingRequest, StrayReason } from '../oauth/arriving-request.ts'
import type { AuthorizationErrorCode } from '../oauth/authorization-error.ts'
import { refusalUri } from '../oauth/request-target.ts'
import { errorPage } from '../pages/error-page.ts'
import { refusedRequestPage } from '../pages/refused-request.ts'
import { htmlAnswer, leaveFor, pageAnswer } from './page-answer.ts'
import type { PageRequest } from './page-request.ts'

const STRAY: { readonly [R in StrayReason]: string } = {
  client_unknown: 'The application that sent you here is not known.',
  redirect_uri_refused: 'The application that sent you here did not say where it may be answered.',
  request_uri_invalid:
    'The application has had its answer, or waited too long for it. Go back to it and start again.',
}

/** Answers a request that nobody may be redirected for. */
export function strayAnswer(reason: StrayReason): Promise<Response> {
  return htmlAnswer(errorPage({ status: 400, code: reason, message: STRAY[reason] }), { status: 400 })
}

/**
 * Refuses a request, which uses up a pushed one. For a client that no administrator has looked at, nobody is redirected
 * unless they wished it: a link to here would lead anywhere.
 */
export async function refuseArriving(
  page: PageRequest,
  { target, pushed }: ArrivingRequest,
  refusal: { readonly error: AuthorizationErrorCode; readonly description?: string },
  wished?: 'by-person',
): Promise<Response> {
  const { store } = page.server
  if (pushed !== null && !(await store.pushedRequests.use(pushed.hash, pushed.clientId)))
    return await strayAnswer('request_uri_invalid')
  const uri = refusalUri(page.server, target, refusal)
  if (wished !== undefined || target.client.registration === 'admin') return leaveFor(uri)
  const { name } = target.client
  const view = refusedRequestPage({
    csrfToken: page.formToken.token,
    clientName: name,
    uri,
    code: refusal.error,
  })
  return await pageAnswer(view, page, 400)
}
