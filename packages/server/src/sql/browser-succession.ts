/** What goes over to the session of whoever signs in again in a browser, as statements that both engines run. */

import type { ClientId, SessionEnding, SessionId, SessionReading, UserId } from '@coatcheck/core'

/** A session that takes the place of its user's others in its browser. */
export type Successor = {
  readonly id: SessionId
  readonly userId: UserId
  readonly clientId: ClientId
  readonly absoluteAtMs: number
}

/** Whether it waits for a second factor: it takes the place of what waits too, and of nothing else. */
export type Succession = { readonly isPending: boolean; readonly replaceOtherAccounts: boolean }

/** Of a session whose second factor was proved: what is left to the policy is ended by whoever asked for the proof. */
export const SETTLED: Succession = { isPending: false, replaceOtherAccounts: false }

/** A session that is there, as one that takes places. */
export function successorOf({ session: { id, userId, clientId, limits } }: SessionReading): Successor {
  return { id, userId, clientId, absoluteAtMs: limits.absoluteExpiresAtMs }
}

/** What a browser holds besides. */
export const OTHERS_IN_BROWSER: string = `SELECT id, user_id, second_factor_due FROM sessions
  WHERE client_id = :client AND id <> :id AND end_state IS NULL AND :now < deadline_at ORDER BY id`

const PREDECESSORS = '(SELECT id FROM sessions WHERE client_id = :client AND user_id = :user)'

/** Grants, also those of a session that time has ended: none lives longer than what it ends with. @param least The smaller of two. */
export function moveGrants(least: 'min' | 'least'): string {
  return `UPDATE sessions SET parent_id = :id, absolute_at = ${least}(absolute_at, :until)
    WHERE parent_id IN ${PREDECESSORS} AND end_state IS NULL`
}

const MOVE = `SET session_id = :id WHERE expires_at > (SELECT :now) AND session_id IN ${PREDECESSORS}`

/** Codes that nobody has redeemed yet. */
export const MOVE_CODES: string = `UPDATE authorization_codes ${MOVE}`

/** Devices that were let in and have not come yet. */
export const MOVE_DEVICES: string = `UPDATE device_grants ${MOVE}`

/** The end of what a sign-in takes the place of: of the same user, or of others. */
export function replacedEnd(isSameUser: boolean): SessionEnding {
  return isSameUser
    ? { state: 'replaced', reason: 'signed_in_again' }
    : { state: 'removed', reason: 'removed_from_client' }
}

/** Whether a session of the browser gives way. */
export function givesWay(
  row: { readonly [column: string]: unknown },
  { userId }: Successor,
  { isPending, replaceOtherAccounts }: Succession,
): boolean {
  if (row['user_id'] !== userId) return replaceOtherAccounts
  return !isPending || row['second_factor_due'] === 1
}
