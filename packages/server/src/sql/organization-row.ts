/** Between rows of organizations, memberships and roles and what core knows of them. */

import type {
  Member,
  Membership,
  Organization,
  OrganizationId,
  OrganizationMetadata,
  PermissionKey,
  Role,
  RoleKey,
  Slug,
  UserId,
  UserMembership,
} from '@coatcheck/core'
import type { Row } from './session-row.ts'
import { userFromRow } from './user-row.ts'

const ORGANIZATION = [
  'id',
  'name',
  'slug',
  'public_metadata',
  'private_metadata',
  'version',
  'created_at',
  'updated_at',
] as const
const MEMBERSHIP = [
  'organization_id',
  'user_id',
  'role',
  'public_metadata',
  'private_metadata',
  'created_at',
  'updated_at',
] as const
const ROLE = ['key', 'name', 'permissions'] as const

/** What to select of `memberships m`, beside columns of other tables. */
export const MEMBERSHIP_COLUMNS: string = named('m', MEMBERSHIP)

/** What to select of `memberships m`, `organizations o` and `roles r`. */
export const USER_MEMBERSHIP_COLUMNS: string = [
  MEMBERSHIP_COLUMNS,
  named('o', ORGANIZATION),
  named('r', ROLE),
].join(', ')

/** Columns of one table under names that no other table has. */
function named(table: string, columns: readonly string[]): string {
  return columns.map((column) => `${table}.${column} AS ${table}_${column}`).join(', ')
}

/** The part of a row that comes from one table. */
function partOf(row: Row, table: string): Row {
  const start = `${table}_`
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      name.startsWith(start) ? [[name.slice(start.length), value]] : [],
    ),
  )
}

/** An organization from its row. */
export function organizationFromRow(row: Row): Organization {
  return {
    id: row['id'] as OrganizationId,
    name: row['name'] as string,
    slug: row['slug'] as Slug,
    metadata: metadataFromRow(row),
    version: row['version'] as number,
    createdAtMs: row['created_at'] as number,
    updatedAtMs: row['updated_at'] as number,
  }
}

/** A membership from its row. */
export function membershipFromRow(row: Row): Membership {
  return {
    organizationId: row['organization_id'] as OrganizationId,
    userId: row['user_id'] as UserId,
    role: row['role'] as RoleKey,
    metadata: metadataFromRow(row),
    createdAtMs: row['created_at'] as number,
    updatedAtMs: row['updated_at'] as number,
  }
}

/** A member: a user's row with the membership's columns beside. */
export function memberFromRow(row: Row): Member {
  return { membership: membershipFromRow(partOf(row, 'm')), user: userFromRow(row) }
}

/** A membership with its organization and role. */
export function userMembershipFromRow(row: Row): UserMembership {
  return {
    membership: membershipFromRow(partOf(row, 'm')),
    organization: organizationFromRow(partOf(row, 'o')),
    role: roleFromRow(partOf(row, 'r')),
  }
}

/** A role from its row. */
export function roleFromRow(row: Row): Role {
  return {
    key: row['key'] as RoleKey,
    name: row['name'] as string,
    permissions: JSON.parse(row['permissions'] as string) as PermissionKey[],
  }
}

/** The columns of metadata, as far as they are given. */
export function columnsOfMetadata(metadata: Partial<OrganizationMetadata>): {
  readonly public_metadata: string | null
  readonly private_metadata: string | null
} {
  return { public_metadata: textOf(metadata.public), private_metadata: textOf(metadata.private) }
}

function textOf(value: OrganizationMetadata['public'] | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function metadataFromRow(row: Row): OrganizationMetadata {
  return {
    public: JSON.parse(row['public_metadata'] as string),
    private: JSON.parse(row['private_metadata'] as string),
  }
}
