/** The port for roles. */

import type { ActContext } from '../event/event.ts'
import type { Role, RoleKey, RolePatch } from './role.ts'

/** What became of a deletion. */
export type RoleDeletion =
  | 'deleted'
  | 'not-found'
  /** It is there from the beginning, and stays. */
  | 'built-in'
  /** A member has it, or whoever is invited will. */
  | 'in-use'

/**
 * Roles. A change of permissions appends an entry of kind `org` to the log, with the role's key for its id: it outdates
 * the tokens of whoever has the role, in any organization.
 */
export type RoleStore = {
  /** By key. */
  readonly list: () => Promise<readonly Role[]>
  readonly find: (key: RoleKey) => Promise<Role | null>
  /** @returns `null` when there is a role of that key. */
  readonly create: (role: Role, context: ActContext) => Promise<Role | null>
  /** Writes what the patch holds, as far as `permissionsOfRole` allows. @returns `null` when there is no such role. */
  readonly update: (key: RoleKey, patch: RolePatch, context: ActContext) => Promise<Role | null>
  readonly delete: (key: RoleKey, context: ActContext) => Promise<RoleDeletion>
}
