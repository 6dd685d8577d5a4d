/** Statements about device authorization that both engines run. */

import {
  DEVICE_GRANT_LIFETIME_MS,
  DEVICE_POLL_LEEWAY_MS,
  DEVICE_POLL_MS,
  SLOW_DOWN_MS,
} from '@coatcheck/core'

/** Of a request: that it waits for its person. */
const WAITING = 'decision IS NULL AND :now < expires_at'

export const CREATE_DEVICE_GRANT: string = `INSERT INTO device_grants
    (id, hash, user_code_hash, client_id, scopes, resources, address, user_agent, created_at, expires_at, interval_ms)
  SELECT :id, :hash, :user_code_hash, :client, :scopes, :resources, :address, :user_agent,
    clock.now, clock.now + ${DEVICE_GRANT_LIFETIME_MS}, ${DEVICE_POLL_MS} FROM (SELECT :now AS now) AS clock
  WHERE 1 = 1 ON CONFLICT (user_code_hash) DO NOTHING RETURNING id`

export const FIND_WAITING_DEVICE: string = `SELECT * FROM device_grants
  WHERE user_code_hash = :user_code_hash AND ${WAITING}`

export const APPROVE_DEVICE: string = `UPDATE device_grants SET decision = 'approved', user_id = :user, epoch = :epoch,
    session_id = :session, ends_with_session = :ends_with_session, organization_id = :organization,
    first_factor_at = :first_factor_at, second_factor_at = :second_factor_at, method = :method
  WHERE id = :id AND ${WAITING} RETURNING id`

export const DENY_DEVICE: string = `UPDATE device_grants SET decision = 'denied'
  WHERE id = :id AND ${WAITING} RETURNING id`

const TOO_SOON = `decision IS NULL AND clock.now < polled_at + interval_ms - ${DEVICE_POLL_LEEWAY_MS}`

/** In an update, what is assigned is made of the row as it was: both members judge the same. */
export const POLL_DEVICE: string = `UPDATE device_grants SET polled_at = clock.now,
    too_soon = CASE WHEN ${TOO_SOON} THEN 1 ELSE 0 END,
    interval_ms = interval_ms + CASE WHEN ${TOO_SOON} THEN ${SLOW_DOWN_MS} ELSE 0 END
  FROM (SELECT :now AS now) AS clock
  WHERE id = :id AND hash = :hash AND client_id = :client RETURNING *`

/** What a person let in that has not come yet: nothing is left of it when they take their consent back. */
export const DROP_DEVICES = 'DELETE FROM device_grants WHERE client_id = :client AND user_id = :user'

/** What waits for a client that is taken away, or was let in and has not come yet. */
export const DROP_DEVICES_OF_CLIENT = 'DELETE FROM device_grants WHERE client_id = :client'
