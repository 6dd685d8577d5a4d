/** Authorization requests that are refused: told to the application where that can be trusted, and to the person otherwise. */

import type { Said } from '../locale/locale.ts'
import type { ArrivingRequest, StrayReason } from '../oauth/arriving-request.ts'
import type { AuthorizationErrorCode } from '../oauth/authorization-error.ts'
import { refusalUri } from '../oauth/request-target.ts'
import { refusedRequestPage } from '../pages/refused-request.ts'
import { errorAnswer, leaveFor, pageAnswer } from './page-answer.ts'
import type { PageRequest } from './page-request.ts'

/** Answers a request that nobody may be redirected for. */
export function strayAnswer(page: PageRequest, reason: StrayReason): Promise<Response> {
  const message: Said = ({ nowhere }) => nowhere.stray[reason]
  return errorAnswer(page, { status: 400, code: reason, message })
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
    return await strayAnswer(page, 'request_uri_invalid')
  const uri = refusalUri(page.server, target, refusal)
  if (wished !== undefined || target.client.registration === 'admin') return leaveFor(uri)
  const refused = { clientName: target.client.name, uri, code: refusal.error }
  return await pageAnswer(page, (props) => refusedRequestPage({ ...props, ...refused }), { status: 400 })
}
