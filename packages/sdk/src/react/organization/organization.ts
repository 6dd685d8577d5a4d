/** Organizations, and the part that somebody has in them. */

/** An organization, as its members see it. */
export type Organization = {
  readonly id: string
  readonly name: string
  readonly slug: string
  readonly publicMetadata: { readonly [member: string]: unknown }
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** One's own membership. */
export type Membership = {
  readonly organization: Organization
  readonly role: string
  readonly permissions: readonly string[]
  readonly createdAt: Date
}

type Json<Shape> = { readonly [Key in keyof Shape]: Shape[Key] extends Date ? string : Shape[Key] }

/** An organization in an answer. */
export type OrganizationJson = Json<Organization>

/** One's own membership in an answer. */
export type MembershipJson = Omit<Json<Membership>, 'organization'> & {
  readonly organization: OrganizationJson
}

/** A list in an answer. */
export type PageJson<Item> = { readonly data: readonly Item[]; readonly nextCursor: string | null }

/** A membership of an answer. */
export function membershipOf({ organization, createdAt, ...rest }: MembershipJson): Membership {
  return { ...rest, organization: organizationOf(organization), createdAt: new Date(createdAt) }
}

/** An organization of an answer. */
export function organizationOf({ createdAt, updatedAt, ...rest }: OrganizationJson): Organization {
  return { ...rest, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) }
}
