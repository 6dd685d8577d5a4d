/** From a write of a user that did not happen to its answer. */

import type { UserConflict, UserWrite } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { problem } from '../http/problem.ts'

const TAKEN: { readonly [F in UserConflict]: { readonly code: ErrorCode; readonly field: string } } = {
  email: { code: 'email_taken', field: 'body.email' },
  username: { code: 'username_taken', field: 'body.username' },
  'external-id': { code: 'external_id_taken', field: 'body.externalId' },
  identity: { code: 'external_id_taken', field: 'body.identity' },
}

/** The answer. */
export function userWriteProblem(write: Exclude<UserWrite, { outcome: 'written' }>): Response {
  if (write.outcome === 'not-found') return problem('not_found')
  const { code, field } = TAKEN[write.field]
  return problem(code, { field })
}
