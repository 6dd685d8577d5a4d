/** The claims of a session token as Clerk's packages read them: version 2 of its layout, with packed permissions. */

import { CLERK_CLAIMS_VERSION } from '../protocol/clerk.ts'
import type { OrganizationClaim } from '../protocol/session-claims.ts'
import type { MintedClaims } from './mint-claims.ts'

type Claims = MintedClaims['claims'] & { readonly org?: OrganizationClaim }

/**
 * Spells claims in Clerk's layout: `o` and `fea` in place of `org`. All others stay, but for a claim of the instance's
 * own that `@clerk/backend` would take for orders: it sets the cookies in `handshake`.
 */
export function clerkClaims({ org, handshake: _handshake, ...claims }: Claims): Claims {
  const common = { ...claims, v: CLERK_CLAIMS_VERSION }
  if (org === undefined) return common
  const { fea, ...packed } = packPermissions(org.permissions)
  const o = { id: org.id, slg: org.slug, rol: org.role.replace(/^org:/, ''), ...packed }
  return { ...common, o, ...(fea === undefined ? {} : { fea }) }
}

/** Permissions, packed. */
export type PackedPermissions = {
  /** The features, `o:<feature>` each. */
  readonly fea?: string
  /** The actions on them. */
  readonly per?: string
  /** A decimal bit mask for each feature: bit j stands for the j-th action. */
  readonly fpm?: string
}

/** Packs permissions, `org:<feature>:<action>` each. */
export function packPermissions(permissions: readonly string[]): PackedPermissions {
  if (permissions.length === 0) return {}
  const pairs = permissions.map((permission) => {
    const [, feature = '', action = ''] = permission.split(':')
    return { feature, action }
  })
  const features = [...new Set(pairs.map(({ feature }) => feature))]
  const actions = [...new Set(pairs.map(({ action }) => action))]
  const masks = features.map((feature) => {
    const held = pairs.filter((pair) => pair.feature === feature).map(({ action }) => action)
    return actions.reduce(
      (mask, action, bit) => (held.includes(action) ? mask | (1n << BigInt(bit)) : mask),
      0n,
    )
  })
  return {
    fea: features.map((feature) => `o:${feature}`).join(','),
    per: actions.join(','),
    fpm: masks.join(','),
  }
}
