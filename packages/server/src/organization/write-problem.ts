/** What refuses a change of organizations, as answers. */

import type { ErrorCode } from '@coatcheck/core/protocol'
import { problem } from '../http/problem.ts'

/** What stores answer when nothing was written. */
export type WriteRefusal =
  | 'slug-taken'
  | 'slug-missing'
  | 'user-unknown'
  | 'organization-unknown'
  | 'role-unknown'
  | 'not-found'
  | 'already-member'
  | 'already-invited'
  | 'last-admin'
  | 'version-changed'

/** The errors of a change that names users, roles or slugs. */
export const ORGANIZATION_ERRORS: readonly ErrorCode[] = [
  'not_found',
  'slug_taken',
  'already_member',
  'already_invited',
  'last_admin',
]

/** The answer to a refusal. */
export function organizationProblem(refusal: WriteRefusal): Response {
  switch (refusal) {
    case 'slug-taken':
      return problem('slug_taken', { field: 'body.slug' })
    case 'slug-missing':
      return problem('invalid_request', { field: 'body.slug', detail: 'Give a slug.' })
    case 'user-unknown':
      return problem('invalid_request', { field: 'body.userId', detail: 'There is no such user.' })
    case 'role-unknown':
      return problem('invalid_request', { field: 'body.role', detail: 'There is no such role.' })
    case 'already-member':
      return problem('already_member')
    case 'already-invited':
      return problem('already_invited')
    case 'last-admin':
      return problem('last_admin')
    case 'organization-unknown':
    case 'not-found':
    case 'version-changed':
      return problem('not_found')
  }
}
