/** What both engines ask of the links between users and upstreams. */

/** Forgets where a user's sessions came from: the upstreams' names of people go with the people. Before the links do. */
export const FORGET_ORIGINS = `DELETE FROM upstream_sessions WHERE EXISTS (
  SELECT 1 FROM identities JOIN upstreams ON upstreams.issuer = identities.issuer
  WHERE identities.user_id = :user AND upstreams.id = upstream_sessions.upstream_id
    AND identities.subject = upstream_sessions.subject)`

/** Whether something else signs the user of a link in: a password, or a link to another upstream that is still there. */
export const OTHER_WAY_IN = `(
  EXISTS (SELECT 1 FROM users WHERE users.id = identities.user_id AND password_hash IS NOT NULL)
  OR EXISTS (SELECT 1 FROM identities AS other JOIN upstreams ON upstreams.issuer = other.issuer
    WHERE other.user_id = identities.user_id
      AND (other.issuer <> identities.issuer OR other.subject <> identities.subject)))`
