/** One-time links by mail: verify an address, change it, reset a password. */

import {
  type ActContext,
  draftEvent,
  type EventType,
  issueOpaque,
  MAILS_PER_ACCOUNT,
  newId,
  type TicketPurpose,
} from '@coatcheck/core'
import type { Mail } from '../mail/mailer.ts'
import type { Server } from '../server.ts'

/** How long a link is good for, in milliseconds. */
const LIFETIME_MS: { readonly [K in TicketPurpose['kind']]: number } = {
  'password-reset': 30 * 60 * 1000,
  'email-verification': 24 * 60 * 60 * 1000,
  'email-change': 60 * 60 * 1000,
}

/** What is told when a link is asked for. */
const REQUESTED: { readonly [K in TicketPurpose['kind']]: EventType } = {
  'password-reset': 'user.password_reset_requested',
  'email-verification': 'user.email_verification_requested',
  'email-change': 'user.email_change_requested',
}

/** Where a link leads. */
const PATH: { readonly [K in TicketPurpose['kind']]: string } = {
  'password-reset': '/reset-password',
  'email-verification': '/verify-email',
  'email-change': '/verify-email',
}

/**
 * Mails a link that stands for a new ticket. Opening the link redeems nothing (mail scanners open links): the page
 * behind it has a form that does. Those pages send no Referer, and queries are never logged.
 *
 * @param write Makes the mail from the link.
 * @returns `false` when this address got too many mails lately; nothing is sent then.
 */
export async function mailOneTimeLink(
  server: Server,
  purpose: TicketPurpose,
  write: (link: string) => Omit<Mail, 'to'>,
  context: ActContext,
): Promise<boolean> {
  const taken = await server.store.rateLimits.take(`mail:${purpose.email}`, MAILS_PER_ACCOUNT)
  if (taken.outcome === 'limited') return false
  const id = newId('tkt', server.clock.nowMs(), server.random)
  const ticket = issueOpaque('ticket', id, server)
  const events = [draftEvent(context, REQUESTED[purpose.kind], { userId: purpose.userId })]
  const lifetimeMs = LIFETIME_MS[purpose.kind]
  await server.store.tickets.create({ id, hash: ticket.hash, purpose, lifetimeMs, events })
  await server.mailer.send({
    to: purpose.email,
    ...write(`${server.settings.url}${PATH[purpose.kind]}?ticket=${ticket.text.reveal()}`),
  })
  return true
}
