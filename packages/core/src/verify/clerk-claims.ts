/**
 * The claims of Clerk's session tokens, of both versions of its layout, read into ours. What is missing grants nothing;
 * what is not of its form makes the token none.
 */

import { CLERK_CLAIMS_VERSION } from '../protocol/clerk.ts'
import type { OrganizationClaim, SessionClaims } from '../protocol/session-claims.ts'
import { isActor, isAudience, isFactorAges, isName, isObject } from './claim-forms.ts'
import type { JsonMembers } from './strict-json.ts'
import type { TokenTimes } from './times.ts'

/** Claims whose forms hold, apart from the organization. */
export type ClerkClaims = JsonMembers & {
  readonly iss: string
  readonly sub: string
  readonly sid: string
  readonly jti?: string
  readonly azp?: string
  readonly aud?: string | readonly string[]
  /** The first version does not say it. */
  readonly v?: 2
  readonly sts?: 'active' | 'pending'
  readonly fva?: SessionClaims['fva']
  readonly act?: { readonly sub: string }
  readonly gen?: number
}

/** Whether the forms hold. */
export function isClerkClaims(payload: JsonMembers): payload is ClerkClaims {
  const { sub, sid, jti, azp, aud, v, sts, fva, act, gen } = payload
  return (
    isName(sub) &&
    isName(sid) &&
    [jti, azp].every((name) => name === undefined || isName(name)) &&
    isAudience(aud) &&
    (v === undefined || v === CLERK_CLAIMS_VERSION) &&
    (sts === undefined || sts === 'active' || sts === 'pending') &&
    (fva === undefined || isFactorAges(fva)) &&
    isActor(act) &&
    (gen === undefined || Number.isSafeInteger(gen))
  )
}

/**
 * Reads claims into our layout. Those that ours has no place for stay as they are; one that is called `org` does not,
 * as it would speak for an organization.
 *
 * @returns `null` when what the token says of an organization is not of its form.
 */
export function readClerkClaims(payload: ClerkClaims, times: TokenTimes): SessionClaims | null {
  const org = payload.v === undefined ? readFirstVersion(payload) : readSecondVersion(payload)
  if (org === null) return null
  const { org: _custom, ...stated } = payload
  const claims: SessionClaims = {
    ...stated,
    iss: payload.iss,
    sub: payload.sub,
    sid: payload.sid,
    iat: times.issuedAt,
    nbf: times.notBefore,
    exp: times.expiresAt,
    jti: payload.jti ?? '',
    azp: payload.azp ?? '',
    v: 1,
    sts: 'active',
    // Of whom nothing is said nothing was proved.
    fva: payload.fva ?? [-1, -1],
    ...(org === 'none' ? {} : { org }),
  }
  Object.setPrototypeOf(claims, null) // as what it was read from: what is not written is not there
  return claims
}

type ReadOrganization = OrganizationClaim | 'none' | null

/** `org_id`, `org_role`, `org_slug`, `org_permissions`. */
function readFirstVersion(payload: ClerkClaims): ReadOrganization {
  const { org_id: id, org_role: role, org_slug: slug = '', org_permissions: permissions = [] } = payload
  if (id === undefined || id === null) return 'none'
  if (!isName(id) || !isName(role) || !isSlug(slug) || !isNames(permissions)) return null
  return { id, slug: slug ?? '', role, permissions }
}

/** `o`, with permissions as bits. */
function readSecondVersion({ o, fea = '' }: ClerkClaims): ReadOrganization {
  if (o === undefined || o === null) return 'none'
  if (!isObject(o)) return null
  const { id, rol: role, slg: slug = '', per = '', fpm = '' } = o
  if (!isName(id) || !isName(role) || !isSlug(slug)) return null
  const permissions = unpackPermissions(fea, per, fpm)
  return permissions === null ? null : { id, slug: slug ?? '', role: `org:${role}`, permissions }
}

/**
 * Unpacks permissions: the i-th mask is of the i-th feature of organizations, its bit j stands for the j-th action.
 *
 * @returns `null` when they are not of their form.
 */
export function unpackPermissions(fea: unknown, per: unknown, fpm: unknown): readonly string[] | null {
  if (typeof fea !== 'string' || typeof per !== 'string' || typeof fpm !== 'string') return null
  if (per === '' || fpm === '') return []
  const features = readFeatures(fea)
  const masks = fpm.split(',').map((mask) => mask.trim())
  const actions = per.split(',').map((action) => action.trim())
  if (features === null || !masks.every((mask) => /^\d{1,100}$/.test(mask)) || actions.includes(''))
    return null
  return features.flatMap((feature, index) => {
    const mask = BigInt(masks[index] ?? '0')
    return actions
      .filter((_, bit) => (mask & (1n << BigInt(bit))) !== 0n)
      .map((action) => `org:${feature}:${action}`)
  })
}

/** The features of organizations: scopes that hold an `o`. */
function readFeatures(fea: string): readonly string[] | null {
  if (fea === '') return []
  const parts = fea.split(',').map((part) => /^(o|u|ou|uo):([^:]+)$/.exec(part.trim()))
  if (parts.includes(null)) return null
  return parts.flatMap((part) => (part?.[1]?.includes('o') === true ? [part[2] ?? ''] : []))
}

/** Instances without slugs have none. */
function isSlug(slug: unknown): slug is string | null {
  return slug === '' || slug === null || isName(slug)
}

function isNames(names: unknown): names is readonly string[] {
  return Array.isArray(names) && names.every(isName)
}
