/** Why an operation failed, as the one thing that operations throw. */

import type { ErrorCode, Problem } from '@coatcheck/core/protocol'

/**
 * Why there was no answer of the API. `unreachable`: no connection, or it broke off. `timed-out`: `timeoutMs` was over.
 * `answer-invalid`: something on the way answered, such as a proxy. After the first two nobody knows whether a write
 * has happened.
 */
export type NoAnswerCode = 'unreachable' | 'timed-out' | 'answer-invalid'

/** What an error is made of. */
export type AdminFailure = {
  readonly code: ErrorCode | NoAnswerCode
  /** The request, such as `POST /api/admin/users`. */
  readonly request: string
  /** Of the answer; `null` when none came. */
  readonly status: number | null
  /** What the API said; `null` when it did not answer. */
  readonly problem: Problem | null
  readonly detail: string | null
  readonly retryAfterSeconds: number | null
}

/** An operation that failed. Neither its text nor anything in it holds the admin key. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  /** Of the API (`docs/errors.md` has them all), or why it did not answer. */
  readonly code: ErrorCode | NoAnswerCode
  /** The status of the answer; `null` when none came. */
  readonly status: number | null
  /** The member of the request that is wrong, such as `body.email`. */
  readonly field: string | null
  /** What is wrong with it, for people. */
  readonly detail: string | null
  /** With `template_invalid`: all that is wrong with the text, in its order. */
  readonly problems: NonNullable<Problem['problems']>
  /** How long to wait before the next try, if that was said. */
  readonly retryAfterSeconds: number | null
  /** Whether the same call may succeed later. */
  readonly retryable: boolean

  constructor(failure: AdminFailure) {
    super(messageOf(failure))
    const { code, status, problem } = failure
    this.code = code
    this.status = status
    this.field = problem?.field ?? null
    this.detail = failure.detail
    this.problems = problem?.problems ?? []
    this.retryAfterSeconds = failure.retryAfterSeconds
    this.retryable = code === 'unreachable' || code === 'timed-out' || status === 429 || (status ?? 0) >= 500
  }
}

function messageOf({ request, status, code, problem, detail }: AdminFailure): string {
  const answered = status === null ? code : `${status} ${code}`
  const field = problem?.field === undefined ? '' : ` (${problem.field})`
  const said = [problem?.title, detail].filter((text) => text !== undefined && text !== null)
  return `${request}: ${answered}${field}${said.length === 0 ? '' : `: ${said.join(' ')}`}`
}
