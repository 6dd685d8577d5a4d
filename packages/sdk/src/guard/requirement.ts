/** What a route asks of whoever calls it, beyond being signed in. */

import { CoatcheckError } from '../backend/errors.ts'
import type { HasParams } from '../backend/has.ts'
import type { SignedIn } from '../backend/request-state.ts'

/** All that is given must hold; `{}` asks for somebody who is signed in. */
export type Requirement = HasParams & {
  /** An active organization, whichever it is. */
  readonly organization?: true
}

/** What is missing. */
export type Shortfall = 'organization_required' | 'permission_missing' | 'reverification_required'

const PRESETS: readonly unknown[] = ['strict_mfa', 'strict', 'moderate', 'lax']
const LEVELS: readonly unknown[] = ['first_factor', 'second_factor', 'multi_factor']

/**
 * Reads a requirement strictly: one that is misspelt or empty must not come to "nothing is asked".
 *
 * @throws {CoatcheckError} When a member is unknown or not of its form.
 */
export function readRequirement(asked: Requirement): Requirement {
  for (const [name, value] of Object.entries(asked)) {
    if (!isValid(name, value)) {
      throw new CoatcheckError(
        'option-invalid',
        `a requirement has role and permission (texts that are not empty), reverification (a preset, or { level, afterMinutes }) and organization (true); ${JSON.stringify(name)} is ${JSON.stringify(value)}`,
      )
    }
  }
  return asked
}

function isValid(name: string, value: unknown): boolean {
  switch (name) {
    case 'role':
    case 'permission':
      return typeof value === 'string' && value !== ''
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

/** What a signed-in person lacks; `null` when nothing is. A proof is asked for last: it helps only who may. */
export function shortfallOf(auth: SignedIn, asked: Requirement): Shortfall | null {
  const { organization, reverification, ...rights } = asked
  if (organization === true && auth.orgId === null) return 'organization_required'
  if (Object.keys(rights).length > 0 && !auth.has(rights)) return 'permission_missing'
  return reverification === undefined || auth.has({ reverification }) ? null : 'reverification_required'
}
