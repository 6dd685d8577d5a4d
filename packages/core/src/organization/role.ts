/** Roles: named sets of permissions, the same in every organization of the instance. */

import type { Brand } from '../brand.ts'

/** `org:<name>`, such as `org:admin`. */
export type RoleKey = Brand<string, 'RoleKey'>

/** `org:<feature>:<action>`, such as `org:invoices:read`. */
export type PermissionKey = Brand<string, 'PermissionKey'>

/** A role. */
export type Role = {
  readonly key: RoleKey
  readonly name: string
  /** Each once, sorted. */
  readonly permissions: readonly PermissionKey[]
}

/** What may be changed of a role; a member that is absent stays. */
export type RolePatch = Partial<Omit<Role, 'key'>>

const ROLE = /^org:[a-z][a-z0-9_]{0,31}$/
const PERMISSION = /^org:([a-z][a-z0-9_]{0,31}):[a-z][a-z0-9_]{0,31}$/

const SYSTEM = [
  'org:sys_api_keys:manage',
  'org:sys_api_keys:read',
  'org:sys_memberships:manage',
  'org:sys_memberships:read',
  'org:sys_profile:delete',
  'org:sys_profile:manage',
] as const

/** A permission that the server itself asks for. */
export type SystemPermission = (typeof SYSTEM)[number]

/** All of them. Features that begin with `sys_` are the server's own: there are no others. */
export const SYSTEM_PERMISSIONS: readonly PermissionKey[] = SYSTEM as unknown as readonly PermissionKey[]

/** Who may do everything. Every organization has one at any time, unless that person is deleted. */
export const ADMIN_ROLE: RoleKey = 'org:admin' as RoleKey

/** Who just belongs. */
export const MEMBER_ROLE: RoleKey = 'org:member' as RoleKey

/** The roles that are there from the beginning, and stay. */
export const BUILT_IN_ROLES: readonly Role[] = [
  { key: ADMIN_ROLE, name: 'Admin', permissions: SYSTEM_PERMISSIONS },
  { key: MEMBER_ROLE, name: 'Member', permissions: ['org:sys_memberships:read' as PermissionKey] },
]

/** Reads the key of a role; `null` when it cannot be one. */
export function parseRoleKey(text: string): RoleKey | null {
  return ROLE.test(text) ? (text as RoleKey) : null
}

/** Reads the key of a permission; `null` when it cannot be one, or is the server's and there is none of that name. */
export function parsePermissionKey(text: string): PermissionKey | null {
  const [key, feature] = PERMISSION.exec(text) ?? []
  if (key === undefined || feature === undefined) return null
  const permission = key as PermissionKey
  return feature.startsWith('sys_') && !SYSTEM_PERMISSIONS.includes(permission) ? null : permission
}

/** Whether a role is there from the beginning; such a role is never deleted. */
export function isBuiltIn(key: RoleKey): boolean {
  return BUILT_IN_ROLES.some((role) => role.key === key)
}

/** The permissions of a role that is given some: each once, sorted; whoever administers keeps the server's own. */
export function permissionsOfRole(key: RoleKey, given: readonly PermissionKey[]): readonly PermissionKey[] {
  const kept = key === ADMIN_ROLE ? SYSTEM_PERMISSIONS : []
  return [...new Set([...given, ...kept])].toSorted()
}
