/** Deleting one's own account: at once for all sessions, after a grace period for the data. */

/** How long a deletion can be taken back by signing in: 7 days, in milliseconds. */
export const DELETION_GRACE_MS: number = 7 * 24 * 60 * 60 * 1000
