/** Statements about roles that both engines run. */

export const INSERT_ROLE = `INSERT INTO roles (key, name, permissions, created_at, updated_at)
  SELECT :key, :name, :permissions, clock.now, clock.now
  FROM (SELECT :now AS now) AS clock WHERE TRUE ON CONFLICT DO NOTHING RETURNING *`

export const UPDATE_ROLE = `UPDATE roles SET name = coalesce(:name, name),
    permissions = coalesce(:permissions, permissions), updated_at = :now
  WHERE key = :key RETURNING *`

export const DELETE_ROLE = `DELETE FROM roles WHERE key = :key
    AND NOT EXISTS (SELECT 1 FROM memberships WHERE role = :key)
    AND NOT EXISTS (SELECT 1 FROM invitations WHERE role = :key AND state = 'pending' AND :now < expires_at)
  RETURNING key`
