/** From what came over the wire to an answer, or to what kept it from coming. */

import type { Problem } from '@coatcheck/core/protocol'
import { AdminError } from './admin-error.ts'

/** An answer, or why there is none. */
export type Attempt =
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly error: AdminError }

/** Reads a response whose body has arrived. @param request How errors name it. */
export function readAnswer(request: string, response: Response, text: string): Attempt {
  const { status, headers } = response
  if (status === 204) return { ok: true, answer: undefined }
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  const body =
    type === (response.ok ? 'application/json' : 'application/problem+json') ? parse(text) : undefined
  if (response.ok && body !== undefined) return { ok: true, answer: body }
  const retryAfterSeconds = readRetryAfter(headers)
  if (isProblem(body)) {
    const { code, detail = null } = body
    return failed({ code, request, status, problem: body, detail, retryAfterSeconds })
  }
  // What it was instead is not repeated: some proxies show the request's headers.
  const detail =
    response.type === 'opaqueredirect' || (status >= 300 && status < 400)
      ? 'A redirect is not followed: the key is for this server alone.'
      : 'This is no answer of a Coatcheck server.'
  return failed({ code: 'answer-invalid', request, status, problem: null, detail, retryAfterSeconds })
}

function failed(failure: ConstructorParameters<typeof AdminError>[0]): Attempt {
  return { ok: false, error: new AdminError(failure) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
}

/** Seconds; a date, as some proxies send, counts as nothing said. */
function readRetryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after')
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null
}
