/** What a signed-in person may do: every dimension that is asked must hold, and what is missing denies. */

import type { SessionClaims } from './session-claims.ts'

/** Minutes since the first and the second factor were proved; -1 for never. */
export type FactorAges = SessionClaims['fva']

/** How recently factors must have been proved: their age in minutes is below `afterMinutes`. */
export type Reverification = 'strict_mfa' | 'strict' | 'moderate' | 'lax' | Rule

type Rule = {
  readonly level: 'first_factor' | 'second_factor' | 'multi_factor'
  readonly afterMinutes: number
}

/** What is asked. */
export type HasParams = {
  /** A role in the active organization, or wherever `roles` finds them. */
  readonly role?: string
  /** A permission in the active organization. */
  readonly permission?: string
  /** A scope of an API key or an access token. A person's session has none, and so this is no. */
  readonly scope?: string
  readonly reverification?: Reverification
}

const PRESETS = {
  strict_mfa: { level: 'multi_factor', afterMinutes: 10 },
  strict: { level: 'second_factor', afterMinutes: 10 },
  moderate: { level: 'second_factor', afterMinutes: 60 },
  lax: { level: 'second_factor', afterMinutes: 1440 },
} as const

/** Where a person's roles stand in the claims. */
export type RolesOf = (claims: SessionClaims) => readonly string[]

/** The role in the active organization. */
const organizationRole: RolesOf = ({ org }) => (org === undefined ? [] : [org.role])

/**
 * Whether claims satisfy all that is asked at that time (milliseconds). Nothing asked is nothing granted, and what is
 * asked without a value, or by a name that there is not, is what nobody has.
 */
export function has(
  claims: SessionClaims,
  asked: HasParams,
  nowMs: number,
  rolesOf: RolesOf = organizationRole,
): boolean {
  const { role, permission, reverification } = asked
  const holds: { readonly [dimension: string]: () => boolean } = {
    role: () => role !== undefined && includes(rolesOf(claims), role),
    permission: () => permission !== undefined && includes(claims.org?.permissions, permission),
    reverification: () => reverification !== undefined && isFresh(factorAges(claims, nowMs), reverification),
  }
  const dimensions = Object.keys(asked)
  return dimensions.length > 0 && dimensions.every((name) => own(holds, name)?.() ?? false)
}

/** Of a list only: claims are what an application declared them to be at best, and a text holds its parts. */
function includes(names: unknown, asked: string): boolean {
  return Array.isArray(names) && names.includes(asked)
}

/** How old the factors are by now: what the token says of the time it was issued, and its own age. */
export function factorAges({ fva, iat }: SessionClaims, nowMs: number): FactorAges {
  const minutes = Math.max(0, Math.floor((nowMs / 1000 - iat) / 60))
  const [first, second] = fva
  return [first < 0 ? first : first + minutes, second < 0 ? second : second + minutes]
}

/** Who has no second factor answers with the first. */
function isFresh([first, second]: FactorAges, asked: Reverification): boolean {
  const rule: Partial<Rule> = (typeof asked === 'string' ? own(PRESETS, asked) : asked) ?? {}
  const { level = '', afterMinutes = 0 } = rule
  const age = own(
    {
      first_factor: first,
      second_factor: second < 0 ? first : second,
      multi_factor: first < 0 ? first : Math.max(first, second),
    },
    level,
  )
  return age !== undefined && age >= 0 && age < afterMinutes
}

/** What stands under a name; callers need not be typed: an unknown name is nothing that anybody satisfies. */
function own<T>(members: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined
}
