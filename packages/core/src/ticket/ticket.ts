/** One-time tickets (`cco_`): what an e-mailed link stands for. Redeemed once, dead afterwards. */

import type { TicketId, UserId } from '../id/id.ts'
import type { EmailAddress } from '../user/email.ts'

/** What a ticket is good for, and whom it concerns. */
export type TicketPurpose =
  | { readonly kind: 'password-reset'; readonly userId: UserId }
  | { readonly kind: 'email-verification'; readonly userId: UserId; readonly email: EmailAddress }
  | { readonly kind: 'email-change'; readonly userId: UserId; readonly email: EmailAddress }

/** The port for tickets. */
export type TicketStore = {
  /** Keeps a new ticket; older ones of the same kind and user are dropped. */
  readonly create: (ticket: {
    readonly id: TicketId
    readonly hash: Uint8Array
    readonly purpose: TicketPurpose
    readonly lifetimeMs: number
  }) => Promise<void>

  /**
   * Takes a ticket out of the store: of any number of simultaneous redemptions one gets it.
   *
   * @returns What it is good for; `null` when unknown, used, expired, of another kind, or the hash differs.
   */
  readonly redeem: <K extends TicketPurpose['kind']>(
    id: TicketId,
    hash: Uint8Array,
    kind: K,
  ) => Promise<Extract<TicketPurpose, { kind: K }> | null>
}
