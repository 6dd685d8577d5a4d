/** What a signed-in person may do: every dimension that is asked must hold, and what is missing denies. */

import type { SessionClaims } from '@coatcheck/core/protocol'

/** How recently factors must have been proved. */
export type Reverification =
  | 'strict_mfa'
  | 'strict'
  | 'moderate'
  | 'lax'
  | { readonly level: 'first_factor' | 'second_factor' | 'multi_factor'; readonly afterMinutes: number }

/** What is asked. */
export type HasParams = {
  /** A role in the active organization. */
  readonly role?: string
  /** A permission in the active organization. */
  readonly permission?: string
  readonly reverification?: Reverification
}

const PRESETS = {
  strict_mfa: { level: 'multi_factor', afterMinutes: 10 },
  strict: { level: 'second_factor', afterMinutes: 10 },
  moderate: { level: 'second_factor', afterMinutes: 60 },
  lax: { level: 'second_factor', afterMinutes: 1440 },
} as const

/** Whether the claims satisfy all that is asked. Nothing asked is nothing granted. */
export function has(claims: SessionClaims, asked: HasParams): boolean {
  const verdicts: boolean[] = []
  const { org } = claims
  if (asked.role !== undefined) verdicts.push(isObject(org) && org['role'] === asked.role)
  if (asked.permission !== undefined) {
    const permissions = isObject(org) ? org['permissions'] : undefined
    verdicts.push(Array.isArray(permissions) && permissions.includes(asked.permission))
  }
  if (asked.reverification !== undefined) verdicts.push(isFresh(claims.fva, asked.reverification))
  return verdicts.length > 0 && verdicts.every(Boolean)
}

/** A factor is fresh while its age is below the limit; -1 means never. Without a second factor the first counts. */
function isFresh([first, second]: SessionClaims['fva'], asked: Reverification): boolean {
  const { level, afterMinutes } = typeof asked === 'string' ? PRESETS[asked] : asked
  if (first < 0 && second < 0) return false
  const fresh = (age: number): boolean => age >= 0 && age < afterMinutes
  const secondOrFirst = second < 0 ? fresh(first) : fresh(second)
  switch (level) {
    case 'first_factor':
      return fresh(first)
    case 'second_factor':
      return secondOrFirst
    case 'multi_factor':
      return fresh(first) && secondOrFirst
  }
}

function isObject(value: unknown): value is { readonly [member: string]: unknown } {
  return typeof value === 'object' && value !== null
}
