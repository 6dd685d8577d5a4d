/**
 * Statements about memberships that both engines run. Where others write at the same moment, as on Postgres, what a
 * statement goes by is locked: the organization, the role, the user, in this order.
 */

import { ADMIN_ROLE, type MembershipKey, type RoleKey } from '@coatcheck/core'
import { MEMBERSHIP_COLUMNS, USER_MEMBERSHIP_COLUMNS } from './organization-row.ts'
import type { Row } from './session-row.ts'

/** The parameters that name a membership. */
export function namesOf({ organizationId, userId }: MembershipKey): {
  readonly organization: string
  readonly user: string
} {
  return { organization: organizationId, user: userId }
}

/** Inserts a membership if there are all three that it names. */
export function insertMembership(lock: string): string {
  return `INSERT INTO memberships
      (organization_id, user_id, role, public_metadata, private_metadata, created_at, updated_at)
    SELECT o.id, u.id, r.key, :public_metadata, :private_metadata, clock.now, clock.now
    FROM organizations o, roles r, users u, (SELECT :now AS now) AS clock
    WHERE o.id = :organization AND r.key = :role AND u.id = :user AND u.state <> 'deleted'
    ${lock} ON CONFLICT DO NOTHING RETURNING *`
}

/** Which of what a membership or an invitation names is there. */
export const EXISTING: string = `SELECT
  (SELECT count(*) FROM organizations WHERE id = :organization) AS organization,
  (SELECT count(*) FROM roles WHERE key = :role) AS role,
  (SELECT count(*) FROM users WHERE id = :user AND state <> 'deleted') AS person`

/** What of it is missing. */
export function missingOf(
  row: Row | undefined | null,
): 'organization-unknown' | 'role-unknown' | 'user-unknown' | null {
  if (row?.['organization'] === 0) return 'organization-unknown'
  if (row?.['role'] === 0) return 'role-unknown'
  return row?.['person'] === 0 ? 'user-unknown' : null
}

export const FIND_MEMBERSHIP: string = `SELECT * FROM memberships
  WHERE organization_id = :organization AND user_id = :user`

const USER_MEMBERSHIPS = `SELECT ${USER_MEMBERSHIP_COLUMNS} FROM memberships m
  JOIN organizations o ON o.id = m.organization_id JOIN roles r ON r.key = m.role`

export const FIND_USER_MEMBERSHIP: string = `${USER_MEMBERSHIPS}
  WHERE m.organization_id = :organization AND m.user_id = :user`

export const LIST_OF_USER: string = `${USER_MEMBERSHIPS} WHERE m.user_id = :user AND m.organization_id < :before
  ORDER BY m.organization_id DESC LIMIT :limit`

const MEMBERS = `SELECT ${MEMBERSHIP_COLUMNS}, u.* FROM memberships m JOIN users u ON u.id = m.user_id
  WHERE m.organization_id = :organization AND m.user_id < :before AND u.state <> 'deleted'`
const NEWEST_USER_FIRST = 'ORDER BY m.user_id DESC LIMIT :limit'

export const LIST_MEMBERS: string = `${MEMBERS} ${NEWEST_USER_FIRST}`
export const LIST_MEMBERS_OF_ROLE: string = `${MEMBERS} AND m.role = :role ${NEWEST_USER_FIRST}`

/** The same, where it matters who administers. */
export function namesBesideAdmin(
  key: MembershipKey,
): ReturnType<typeof namesOf> & { readonly admin: RoleKey } {
  return { ...namesOf(key), admin: ADMIN_ROLE }
}

/** Of a membership: that its organization is administered by somebody without it. */
const NOT_LAST_ADMIN = `(role <> :admin OR EXISTS (SELECT 1 FROM memberships other
    WHERE other.role = :admin AND other.organization_id = :organization AND other.user_id <> :user))`

export const SET_ROLE: string = `UPDATE memberships SET role = :role, updated_at = :now
  WHERE organization_id = :organization AND user_id = :user AND role <> :role AND ${NOT_LAST_ADMIN} RETURNING *`

export const SET_METADATA: string = `UPDATE memberships SET
    public_metadata = coalesce(:public_metadata, public_metadata),
    private_metadata = coalesce(:private_metadata, private_metadata), updated_at = :now
  WHERE organization_id = :organization AND user_id = :user RETURNING *`

export const DELETE_MEMBERSHIP: string = `DELETE FROM memberships
  WHERE organization_id = :organization AND user_id = :user AND ${NOT_LAST_ADMIN} RETURNING role`

/**
 * How long tokens of a user may be out. No session ends here, so that whoever mints at this moment, from what was before
 * the change, may mint as long a token as the session allows.
 */
export const TOKENS_OF_USER: string = `SELECT max(tokens_until) AS until, max(token_max_ms) AS longest, :now AS now
  FROM sessions WHERE user_id = :user`

/** When the last of them is dead. */
export function tokensEndAt(row: Row | undefined | null): number {
  const now = Number(row?.['now'])
  return Math.max(Number(row?.['until'] ?? 0), now + Number(row?.['longest'] ?? 0))
}

/** For the deletion of a user. */
export const DROP_MEMBERSHIPS =
  'DELETE FROM memberships WHERE user_id = :user RETURNING organization_id, role'
