/** What Hasura reads of a token: session variables, under a namespace of their own. */

import { isMembers, ownNames, readItems, readOwn } from './own-members.ts'

/** Where they stand. */
export const HASURA_NAMESPACE = 'https://hasura.io/jwt/claims'

const ALLOWED_ROLES = 'x-hasura-allowed-roles'
const DEFAULT_ROLE = 'x-hasura-default-role'
const PREFIX = 'x-hasura-'

/** Session variables. All of them are texts but the roles. */
export type HasuraVariables = {
  readonly [ALLOWED_ROLES]: readonly string[]
  /** The role of a request that names none. */
  readonly [DEFAULT_ROLE]: string
  readonly [variable: `x-hasura-${string}`]: string | readonly string[]
}

/** Claims with them, such as those of the template `hasura`. */
export type HasuraClaims = { readonly [HASURA_NAMESPACE]: HasuraVariables }

/**
 * Whether something has claims that Hasura takes: both roles among them, the default role being an allowed one, and each
 * variable once, whatever its case. It says nothing of whether they are true: that is for who verifies the token.
 */
export function isHasuraClaims(value: unknown): value is HasuraClaims {
  return readHasura(value) !== null
}

/** The role of a request that names none; `null` for what are no claims of Hasura's. */
export function hasuraRole(value: unknown): string | null {
  return hasuraVariable(value, DEFAULT_ROLE)
}

/** The roles that a request may name; none for what are no claims of Hasura's. */
export function hasuraAllowedRoles(value: unknown): readonly string[] {
  return readHasura(value)?.roles ?? []
}

/** The user's id; `null` where there is none. */
export function hasuraUserId(value: unknown): string | null {
  return hasuraVariable(value, 'x-hasura-user-id')
}

/** A session variable; `null` where there is none. Its case does not matter, as it does not to Hasura. */
export function hasuraVariable(value: unknown, name: string): string | null {
  return readHasura(value)?.variables.get(name.toLowerCase()) ?? null
}

type HasuraReading = {
  readonly roles: readonly string[]
  /** By their names in lower case, without the allowed roles. */
  readonly variables: ReadonlyMap<string, string>
}

function readHasura(value: unknown): HasuraReading | null {
  const namespace = readOwn(value, HASURA_NAMESPACE)
  if (namespace.kind !== 'data' || !isMembers(namespace.value)) return null
  const members = namespace.value
  const names = ownNames(members)?.filter((name) => name.toLowerCase().startsWith(PREFIX)) ?? []
  const variables = new Map<string, string>()
  let roles: readonly string[] | null = null
  for (const name of names) {
    const member = readOwn(members, name)
    if (member.kind !== 'data') return null
    if (name === ALLOWED_ROLES) {
      roles = readTexts(member.value)
      continue
    }
    const lower = name.toLowerCase()
    // Of two that differ in case, nobody knows which one Hasura would take.
    if (typeof member.value !== 'string' || lower === ALLOWED_ROLES || variables.has(lower)) return null
    variables.set(lower, member.value)
  }
  const role = names.includes(DEFAULT_ROLE) ? variables.get(DEFAULT_ROLE) : undefined
  if (roles === null || role === undefined || !roles.includes(role)) return null
  return { roles, variables }
}

function readTexts(value: unknown): readonly string[] | null {
  const items = readItems(value)
  return items?.every((item) => typeof item === 'string') ? items : null
}
