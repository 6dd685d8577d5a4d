/** From a refresh that failed to its answer. */

import type { RefreshFailure } from '@coatcheck/core'
import { problem } from '../http/problem.ts'

/** The answer. */
export function refreshProblem(failure: RefreshFailure): Response {
  switch (failure.code) {
    case 'session_ended':
      return problem(failure.code, { reason: failure.reason })
    case 'rate_limited':
      return problem(failure.code, { retryAfterMs: failure.retryAfterMs })
    case 'session_pending':
      return problem(failure.code, { tasks: [{ kind: 'second-factor' }] })
    case 'secret_unknown':
      return problem(failure.code, { retryAfterMs: 5_000 })
    case 'refresh_invalid':
    case 'refresh_reused':
    case 'refresh_superseded':
    case 'idempotency_key_required':
      return problem(failure.code)
  }
}
