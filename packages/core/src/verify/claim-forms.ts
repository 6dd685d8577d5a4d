/** The forms that single claims have. */

import type { JsonMembers } from './strict-json.ts'

/** Minutes since each factor was proved, or -1. */
export function isFactorAges(fva: unknown): boolean {
  return Array.isArray(fva) && fva.length === 2 && fva.every((age) => Number.isSafeInteger(age) && age >= -1)
}

/** RFC 8693 section 4.1; nobody acts where there is none. */
export function isActor(act: unknown): boolean {
  return act === undefined || (isObject(act) && isName(act['sub']))
}

/** What our own tokens tell of an organization. */
export function isOrganization(org: unknown): boolean {
  if (!isObject(org) || ![org['id'], org['slug'], org['role']].every(isName)) return false
  const { permissions } = org
  return Array.isArray(permissions) && permissions.every(isName)
}

/** RFC 7519 section 4.1.3: a string, or an array of them. */
export function isAudience(aud: unknown): boolean {
  return aud === undefined || typeof aud === 'string' || (Array.isArray(aud) && aud.every(isName))
}

/** A name of 1 to 255 characters. Compared as they come: folding letters that look alike would make one name of two. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 255
}

/** An object with members. */
export function isObject(value: unknown): value is JsonMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
