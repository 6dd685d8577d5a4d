/** Failures that no server told of. */

import type { CallFailure } from '../../browser/outcome.ts'

/** The failure of a code, for what went wrong in the browser itself. */
export function failureOf(code: CallFailure['code'], title: string): CallFailure {
  return {
    ok: false,
    code,
    title,
    detail: null,
    field: null,
    retryable: true,
    retryAfterSeconds: null,
    reason: null,
  }
}
