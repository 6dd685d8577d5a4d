/** How often a sign-in may be tried, per address and per account. */

import type { RateLimit } from '../rate-limit/rate-limit.ts'

/** Tries from one address, whatever the account: 60 at once, then one each 5 seconds. */
export const PER_ADDRESS: RateLimit = { everyMs: 5_000, burst: 60 }

/**
 * Tries on one account by clients that never signed it in: 10 at once, then one each 30 seconds. Devices that did
 * have a bucket of their own, so that nobody can lock a person out of their own devices.
 */
export const PER_ACCOUNT: RateLimit = { everyMs: 30_000, burst: 10 }

/** New accounts from one address: 20 at once, then one each 30 seconds. */
export const REGISTRATIONS_PER_ADDRESS: RateLimit = { everyMs: 30_000, burst: 20 }

/** Mails to one address: 5 at once, then one each 2 minutes. */
export const MAILS_PER_ACCOUNT: RateLimit = { everyMs: 120_000, burst: 5 }

/** Mails asked for from one address without being signed in, and tickets tried: 20 at once, then one each 30 seconds. */
export const TICKETS_PER_ADDRESS: RateLimit = { everyMs: 30_000, burst: 20 }
