/** Whether a session may do something: a role, a permission, a recent proof of the person. Denies whatever it does not know. */

import type { OrganizationClaim } from './session-claims.ts'

/**
 * Which factors must have been proved. Who has no second factor (its age is -1) proves the first one in its place, as
 * with Clerk.
 */
export type ReverificationLevel = 'first_factor' | 'second_factor' | 'multi_factor'

/** How recently: a preset, or a level and a time. */
export type Reverification =
  | 'strict_mfa'
  | 'strict'
  | 'moderate'
  | 'lax'
  | { readonly level: ReverificationLevel; readonly afterMinutes: number }

/** What is asked. All of it has to hold; a member that is there without a value asks for what nobody has. */
export type HasQuestion = {
  /** Such as `org:admin`. */
  readonly role?: string
  /** Such as `org:invoices:read`. */
  readonly permission?: string
  readonly reverification?: Reverification
}

/** What is known of a session: claims of a session token will do. */
export type HasSubject = {
  /** The active organization. */
  readonly org?: OrganizationClaim | null | undefined
  /** Minutes since the first and the second factor were proved; -1 for never. */
  readonly fva?: readonly [first: number, second: number] | null | undefined
}

const PRESETS: { readonly [P in Extract<Reverification, string>]: Exclude<Reverification, string> } = {
  strict_mfa: { level: 'multi_factor', afterMinutes: 10 },
  strict: { level: 'second_factor', afterMinutes: 10 },
  moderate: { level: 'second_factor', afterMinutes: 60 },
  lax: { level: 'second_factor', afterMinutes: 24 * 60 },
}

/** Each thing that can be asked, and how it is judged. Callers need not be typed, so that values may be anything. */
const JUDGES = new Map<string, (subject: HasSubject, asked: unknown) => boolean>([
  ['role', ({ org }, asked) => typeof asked === 'string' && org?.role === asked],
  ['permission', ({ org }, asked) => typeof asked === 'string' && isListed(org?.permissions, asked)],
  ['reverification', ({ fva }, asked) => isReverified(fva, asked as Reverification)],
])

/** Whether all that is asked holds. Nothing asked, something unknown asked, or nothing known: `false`. */
export function has(subject: HasSubject, question: HasQuestion): boolean {
  const asked = Object.entries(question)
  return asked.length > 0 && asked.every(([name, value]) => JUDGES.get(name)?.(subject, value) === true)
}

/**
 * The ages of factors at a later time than that of the token, whose own are as of `iat`: for tokens that live for more
 * than a minute.
 */
export function factorAgesAt(
  { fva: [first, second], iat }: { readonly fva: readonly [number, number]; readonly iat: number },
  nowSeconds: number,
): readonly [first: number, second: number] {
  const passed = Math.max(0, Math.floor((nowSeconds - iat) / 60))
  return [first === -1 ? -1 : first + passed, second === -1 ? -1 : second + passed]
}

function isListed(permissions: unknown, asked: string): boolean {
  return Array.isArray(permissions) && permissions.includes(asked)
}

function isReverified(fva: HasSubject['fva'], asked: Reverification): boolean {
  if (!Array.isArray(fva)) return false
  const [first, second] = fva as readonly unknown[]
  const rule = typeof asked === 'string' && Object.hasOwn(PRESETS, asked) ? PRESETS[asked] : asked
  if (typeof rule !== 'object' || rule === null || !(rule.afterMinutes > 0)) return false
  const isRecent = (age: unknown): boolean => typeof age === 'number' && age >= 0 && age < rule.afterMinutes
  const isSecondRecent = second === -1 ? isRecent(first) : isRecent(second)
  switch (rule.level) {
    case 'first_factor':
      return isRecent(first)
    case 'second_factor':
      return isSecondRecent
    case 'multi_factor':
      return isRecent(first) && isSecondRecent
    default:
      return false
  }
}
