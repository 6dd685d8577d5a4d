/** Invitations: an address that may join an organization, by a one-time link (`cco_`) that is mailed to it. */

import { issueOpaque, parseOpaque } from '../credential/opaque.ts'
import type { Secret } from '../credential/secret.ts'
import {
  idFromBytes,
  idToBytes,
  type InvitationId,
  newId,
  type OrganizationId,
  type UserId,
} from '../id/id.ts'
import type { EmailAddress } from '../user/email.ts'
import type { Crypto } from '../world/crypto.ts'
import type { Random } from '../world/random.ts'
import type { RoleKey } from './role.ts'

/** What an invitation is. `expired` follows from the store's clock. */
export type InvitationState = 'pending' | 'accepted' | 'revoked' | 'expired'

/** An invitation, without the hash of its link. */
export type Invitation = {
  readonly id: InvitationId
  readonly organizationId: OrganizationId
  readonly email: EmailAddress
  /** The role that whoever accepts will have. */
  readonly role: RoleKey
  /** Who invited; `null` for an administrator of the instance. */
  readonly inviterId: UserId | null
  readonly state: InvitationState
  /** Who accepted. */
  readonly userId: UserId | null
  readonly createdAtMs: number
  readonly expiresAtMs: number
}

/** What is kept of an invitation, as of a moment. */
export function invitationState(kept: InvitationState, expiresAtMs: number, nowMs: number): InvitationState {
  return kept === 'pending' && nowMs >= expiresAtMs ? 'expired' : kept
}

/** A new invitation's id and link, and what is kept of the link. */
export type IssuedInvitation = {
  readonly id: InvitationId
  /** The ticket that the link carries. */
  readonly text: Secret
  readonly hash: Uint8Array
}

/** Issues the link of a new invitation: a ticket whose id has the invitation's bytes. */
export function issueInvitation(
  nowMs: number,
  world: { readonly random: Random; readonly crypto: Crypto },
): IssuedInvitation {
  const ticketId = newId('tkt', nowMs, world.random)
  return { id: idFromBytes('inv', idToBytes(ticketId)), ...issueOpaque('ticket', ticketId, world) }
}

/** Reads the ticket of a link: which invitation it names, and the hash to show; `null` when it is no ticket. */
export function parseInvitation(
  text: string,
  crypto: Crypto,
): { readonly id: InvitationId; readonly hash: Uint8Array } | null {
  const ticket = parseOpaque('ticket', text)
  if (ticket === null) return null
  return { id: idFromBytes('inv', idToBytes(ticket.id)), hash: crypto.sha256(ticket.secret) }
}
