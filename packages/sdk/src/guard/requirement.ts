/** What a route asks of whoever calls it, beyond being signed in. */

import { type AcceptedKind, type Accepts, areKinds, type AuthenticatedBy } from '../backend/accepted.ts'
import { CoatcheckError } from '../backend/errors.ts'
import type { HasParams } from '../backend/has.ts'

/** All that is given must hold; `{}` asks for somebody who is signed in. */
export type Requirement<A extends AcceptedKind = 'session-token'> = Omit<HasParams, 'scope'> &
  Accepts<A> & {
    /** An active organization, whichever it is; or the key of one. */
    readonly organization?: true
    /** What an API key or an access token must be for. Of a person, who may do all that they may do, it is not asked. */
    readonly scope?: string
  }

/** What is missing. */
export type Shortfall =
  | 'organization_required'
  | 'permission_missing'
  | 'scope_missing'
  | 'reverification_required'

const PRESETS: readonly unknown[] = ['strict_mfa', 'strict', 'moderate', 'lax']
const LEVELS: readonly unknown[] = ['first_factor', 'second_factor', 'multi_factor']

/**
 * Reads a requirement strictly: one that is misspelt or empty must not come to "nothing is asked".
 *
 * @throws {CoatcheckError} When a member is unknown or not of its form.
 */
export function readRequirement<A extends AcceptedKind = 'session-token'>(
  asked: Requirement<A>,
): Requirement<A> {
  for (const [name, value] of Object.entries(asked)) {
    if (!isValid(name, value)) {
      throw new CoatcheckError(
        'option-invalid',
        `a requirement has role, permission and scope (texts that are not empty), accepts (a list of 'session-token', 'api-key' and 'oauth-token'), reverification (a preset, or { level, afterMinutes }) and organization (true); ${JSON.stringify(name)} is ${JSON.stringify(value)}`,
      )
    }
  }
  return asked
}

function isValid(name: string, value: unknown): boolean {
  switch (name) {
    case 'role':
    case 'permission':
    case 'scope':
      return typeof value === 'string' && value !== ''
    case 'accepts':
      return areKinds(value)
    case 'organization':
      return value === true
    case 'reverification':
      return PRESETS.includes(value) || isAge(value)
    default:
      return false
  }
}

function isAge(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('level' in value) || !('afterMinutes' in value))
    return false
  return LEVELS.includes(value.level) && Number.isFinite(value.afterMinutes)
}

/** What whoever sends a request lacks; `null` when nothing is. A proof is asked for last: it helps only who may. */
export function shortfallOf(
  auth: AuthenticatedBy<AcceptedKind>,
  asked: Requirement<AcceptedKind>,
): Shortfall | null {
  const { accepts: _, organization, reverification, scope, ...rights } = asked
  if (organization === true && auth.orgId === null) return 'organization_required'
  if (Object.keys(rights).length > 0 && !auth.has(rights)) return 'permission_missing'
  if (scope !== undefined && !auth.isSignedIn && !auth.has({ scope })) return 'scope_missing'
  return reverification === undefined || auth.has({ reverification }) ? null : 'reverification_required'
}
