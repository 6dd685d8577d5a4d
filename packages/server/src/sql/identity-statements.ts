/** What both engines ask of the links between users and upstreams. */

/** Whether something else signs the user of a link in: a password, or a link to another upstream that is still there. */
export const OTHER_WAY_IN = `(
  EXISTS (SELECT 1 FROM users WHERE users.id = identities.user_id AND password_hash IS NOT NULL)
  OR EXISTS (SELECT 1 FROM identities AS other JOIN upstreams ON upstreams.issuer = other.issuer
    WHERE other.user_id = identities.user_id
      AND (other.issuer <> identities.issuer OR other.subject <> identities.subject)))`
