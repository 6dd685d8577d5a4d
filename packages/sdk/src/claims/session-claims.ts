/** The claims that every session token has, and what is asked of them most. */

import type { OrganizationClaim, SessionClaims } from '@coatcheck/core/protocol'
import { isAudience, isName } from './claim-guards.ts'
import { type Guard, isCustomClaims, listOf, oneOf, optional } from './custom-claims.ts'
import { readItems, readOwn, readText } from './own-members.ts'

const factorAges: Guard<readonly [number, number]> = (value): value is readonly [number, number] => {
  const ages = readItems(value)
  return ages?.length === 2 && ages.every((age) => Number.isSafeInteger(age) && Number(age) >= -1)
}

const organization: Guard<OrganizationClaim> = isCustomClaims({
  id: isName,
  slug: 'string',
  role: isName,
  permissions: listOf(isName),
})

const isBase = isCustomClaims({
  iat: 'number',
  nbf: 'number',
  exp: 'number',
  iss: isName,
  sub: isName,
  sid: isName,
  jti: 'string',
  azp: 'string',
  aud: optional(isAudience),
  v: oneOf(1),
  sts: oneOf('active'),
  fva: factorAges,
  act: optional({ sub: isName }),
  org: optional(organization),
  gen: optional('number'),
})

/**
 * Whether something has the form of a session token's claims. It says nothing of whether they are true: that is
 * for `createVerifier` of `@coatcheck/sdk/backend`.
 */
export function isSessionClaims(value: unknown): value is SessionClaims {
  return isBase(value)
}

/** Who is signed in; `null` for what are no session claims. */
export function sessionUserId(value: unknown): string | null {
  return isSessionClaims(value) ? readText(value, 'sub') : null
}

/** The role in the active organization; `null` where there is none. */
export function sessionRole(value: unknown): string | null {
  return readText(organizationOf(value), 'role')
}

/** The permissions in the active organization. */
export function sessionPermissions(value: unknown): readonly string[] {
  const permissions = readOwn(organizationOf(value), 'permissions')
  const items = permissions.kind === 'data' ? readItems(permissions.value) : null
  return items?.filter((item) => typeof item === 'string') ?? []
}

function organizationOf(value: unknown): unknown {
  if (!isSessionClaims(value)) return null
  const org = readOwn(value, 'org')
  return org.kind === 'data' ? org.value : null
}
