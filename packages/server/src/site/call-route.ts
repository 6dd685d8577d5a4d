/** Pages are forms over the API: they call its handlers, so that a rule is written once. */

import { HookFailedError, hookFailedProblem } from '../hook/hook-failed.ts'
import type { Principal } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import type { Route } from '../http/route.ts'
import { contextOf } from './page-locale.ts'
import type { PageRequest } from './page-request.ts'

/**
 * Calls the handler of a route for a page; its body passes the same schema as that of an API request. A hook that fails
 * is an answer here, which the form shows: what was typed is not lost.
 */
export async function callRoute(
  route: Route,
  page: PageRequest,
  principal: Principal,
  input: { readonly body?: object; readonly params?: Record<string, string> } = {},
): Promise<Response> {
  const { server, request } = page
  const parsed = route.definition.body?.safeParse(input.body ?? {})
  if (parsed?.success === false) {
    const [issue] = parsed.error.issues
    return problem('invalid_request', {
      field: `body.${issue?.path.join('.') ?? ''}`,
      ...(issue === undefined ? {} : { detail: issue.message }),
    })
  }
  const { params = {} } = input
  const body = parsed?.data ?? {}
  try {
    const context = await contextOf(page)
    return await route.handle({ server, request, principal, context, body, params, query: {} })
  } catch (error) {
    if (!(error instanceof HookFailedError)) throw error
    server.logger.error({ err: error, path: route.definition.path }, 'a form was refused')
    return hookFailedProblem()
  }
}
