/** A hook that gave no answer that counts. */

import { problem } from '../http/problem.ts'
import type { HookName } from './hook.ts'

const RETRY_AFTER_MS = 1_000

/**
 * A hook failed: it could not be reached, took too long, or answered what is no answer. Whatever asked is refused.
 *
 * It is thrown, as no request brings it about, and nothing of one goes on without the answer.
 */
export class HookFailedError extends Error {
  override readonly name = 'HookFailedError'

  /** @param detail Why, for the log: holds nothing of question, answer or secrets. */
  constructor(hook: HookName, detail: string) {
    super(`The hook ${hook} failed: ${detail}.`)
  }
}

/** The answer to whoever asked. */
export function hookFailedProblem(): Response {
  return problem('hook_failed', { retryAfterMs: RETRY_AFTER_MS })
}
