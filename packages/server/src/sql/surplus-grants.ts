/** Which grants give way to one more: an application that asks in a loop keeps the newest alone. */

import { MAX_GRANTS, type SessionEnding } from '@coatcheck/core'

/** Of one person and client, under one session or under none; the rest of them at later openings. */
export const SURPLUS_GRANTS: string = `SELECT id FROM sessions
  WHERE oauth_client_id = :client AND user_id = :user AND parent_id IS NOT DISTINCT FROM :parent
    AND end_state IS NULL AND :now < deadline_at AND epoch >= :epoch
  ORDER BY last_active_at DESC, id DESC LIMIT ${MAX_GRANTS} OFFSET ${MAX_GRANTS - 1}`

/** How they end. */
export const OVER_LIMIT: SessionEnding = { state: 'replaced', reason: 'session_limit' }
