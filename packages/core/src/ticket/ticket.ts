/** One-time tickets (`cco_`): what an e-mailed link stands for. Redeemed once, dead afterwards. */

import type { EventDraft } from '../event/event.ts'
import type { TicketId, UserId } from '../id/id.ts'
import type { EmailAddress } from '../user/email.ts'

/** What a ticket is good for, whom it concerns, and the address that it was mailed to. */
export type TicketPurpose = {
  readonly kind: 'password-reset' | 'email-verification' | 'email-change'
  readonly userId: UserId
  readonly email: EmailAddress
  /**
   * The user's epoch when it was issued. A password change or a sign-out everywhere since then makes the tickets
   * that change how one signs in worthless: whoever asked for them may be who is being locked out.
   */
  readonly epoch: number
}

/** The port for tickets. */
export type TicketStore = {
  /** Keeps a new ticket, with its events; older ones of the same kind and user are dropped. */
  readonly create: (ticket: {
    readonly id: TicketId
    readonly hash: Uint8Array
    readonly purpose: TicketPurpose
    readonly lifetimeMs: number
    readonly events: readonly EventDraft[]
  }) => Promise<void>

  /** Reads what a living ticket is good for, and leaves it there. `null` as for `redeem`. */
  readonly find: (id: TicketId, hash: Uint8Array) => Promise<TicketPurpose | null>

  /**
   * Takes a ticket out of the store: of any number of simultaneous redemptions one gets it.
   *
   * @returns What it is good for; `null` when unknown, used, expired, of another kind, or the hash differs.
   */
  readonly redeem: (
    id: TicketId,
    hash: Uint8Array,
    kind: TicketPurpose['kind'],
  ) => Promise<TicketPurpose | null>

  /** Forgets what is over. @returns How many; `batch` when more may wait. */
  readonly sweep: (batch: number) => Promise<number>
}
