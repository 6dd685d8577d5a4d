/** Metadata as your application declared them; of what it did not, nothing is known. */

import type { CustomMembershipMetadata, CustomOrganizationMetadata, CustomUserMetadata } from '../index.ts'

type Unknown = { readonly [member: string]: unknown }

type PartOf<Declared, Part extends string> = Declared extends { readonly [P in Part]: infer Metadata }
  ? Metadata
  : Unknown

/** The metadata of users: who reads and writes each part says the OpenAPI document. */
export type UserMetadata = {
  readonly [Part in 'public' | 'private' | 'unsafe']: PartOf<CustomUserMetadata, Part>
}

/** The metadata of organizations. */
export type OrganizationMetadata = {
  readonly [Part in 'public' | 'private']: PartOf<CustomOrganizationMetadata, Part>
}

/** The metadata of memberships. */
export type MembershipMetadata = {
  readonly [Part in 'public' | 'private']: PartOf<CustomMembershipMetadata, Part>
}
