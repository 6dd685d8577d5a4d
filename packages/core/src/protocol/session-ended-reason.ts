/** Why a session ended: told to its holder, and written into the event. */

/** Why a session ended, as it is kept. */
export type EndReason =
  | 'signed_out'
  | 'signed_out_everywhere'
  | 'removed_from_client'
  | 'revoked_by_user'
  | 'revoked_by_admin'
  | 'refresh_reused'
  | 'password_changed'
  | 'user_disabled'
  | 'user_deleted'
  | 'single_session'
  | 'session_limit'
  | 'signed_in_again'
  | 'exchanged_again'
  | 'upstream_ended'
  | 'policy_changed'
  | 'application_removed'
  | 'code_replayed'
  | 'token_revoked'
  | 'membership_ended'
  | 'idle_limit'
  | 'absolute_limit'
  | 'store_rollback'

/** The reason of a `session_ended`: nothing is kept of a session that ended long ago. */
export type SessionEndedReason = EndReason | 'unknown'

/** What each reason means. */
export const SESSION_ENDED: { readonly [R in SessionEndedReason]: string } = {
  signed_out: 'The person signed out here.',
  signed_out_everywhere: 'The person, or an administrator, signed out every device.',
  removed_from_client: 'Another account took its place in this browser.',
  revoked_by_user: 'The person ended it from another device.',
  revoked_by_admin: 'An administrator ended it.',
  refresh_reused: 'Two holders of one refresh token showed: one of them is not the person.',
  password_changed: 'The password was changed elsewhere.',
  user_disabled: 'The user was disabled.',
  user_deleted: 'The user is deleted, or about to be.',
  single_session: 'A newer device took its place, where one at a time is allowed.',
  session_limit: 'A newer session took its place, where so many are allowed.',
  signed_in_again: 'The same person signed in again in this browser.',
  exchanged_again: 'The token of an upstream was exchanged again.',
  upstream_ended: 'It ended at the service that the person signed in with.',
  policy_changed: 'A stricter policy ended it.',
  application_removed:
    'The person took back what they had granted the application, or it is no client any more.',
  code_replayed: 'The authorization code that it came of was shown a second time.',
  token_revoked: 'The application gave its token back.',
  membership_ended: 'Its user left the organization that it was granted for.',
  idle_limit: 'Nobody acted for as long as the policy allows.',
  absolute_limit: 'It reached the age that the policy allows.',
  store_rollback: 'The database was restored from a backup that is older than the session.',
  unknown: 'There is no such session, or it ended so long ago that nothing is kept of it.',
}
