/** The one place that turns an error code into an HTTP answer (RFC 9457). */

import { type ErrorCode, ERRORS, type Problem } from '@coatcheck/core/protocol'

/** What an answer says beyond its code. Never holds a secret. */
export type ProblemDetails = {
  readonly detail?: string
  readonly field?: string
  readonly reason?: Problem['reason']
  readonly problems?: Problem['problems']
  readonly retryAfterMs?: number
  readonly tasks?: NonNullable<Problem['tasks']>
  /** Set-Cookie values. */
  readonly cookies?: readonly string[]
}

/** An error answer. */
export function problem(code: ErrorCode, details: ProblemDetails = {}): Response {
  const { status, title } = ERRORS[code]
  const body: Problem = {
    type: `urn:coatcheck:error:${code}`,
    title,
    status,
    code,
    ...(details.detail === undefined ? {} : { detail: details.detail }),
    ...(details.field === undefined ? {} : { field: details.field }),
    ...(details.reason === undefined ? {} : { reason: details.reason }),
    ...(details.tasks === undefined ? {} : { tasks: details.tasks }),
    ...(details.problems === undefined ? {} : { problems: details.problems }),
  }
  const headers: [string, string][] = [
    ['content-type', 'application/problem+json'],
    ['cache-control', 'no-store'],
  ]
  if (details.retryAfterMs !== undefined) {
    headers.push(['retry-after', String(Math.max(1, Math.ceil(details.retryAfterMs / 1000)))])
  }
  if (status === 401) headers.push(['www-authenticate', 'Bearer realm="coatcheck"'])
  for (const cookie of details.cookies ?? []) headers.push(['set-cookie', cookie])
  return new Response(JSON.stringify(body), { status, headers })
}
