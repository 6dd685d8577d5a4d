/** The condition under which a session lives, as SQL: what core's `statusOf` says, for statements that write. */

/** For a statement on `sessions`, with the store's now as the parameter `:now`. */
export const IS_LIVE = `end_state IS NULL AND :now < deadline_at AND EXISTS (
  SELECT 1 FROM users u WHERE u.id = sessions.user_id AND u.state = 'enabled' AND u.epoch <= sessions.epoch)`
