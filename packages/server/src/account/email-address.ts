/** E-mail addresses of an account: proved by a link, changed by a link to the new one. */

import {
  type ActContext,
  type EmailAddress,
  parseOpaque,
  type TicketPurpose,
  type User,
} from '@coatcheck/core'
import { emailChangeMail } from '../mail/messages.ts'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { mailOneTimeLink } from './one-time-link.ts'
import { userWriteProblem } from './user-write-problem.ts'

/** Redeems the ticket of a verification or change link. */
export async function redeemEmailTicket(
  server: Server,
  text: string,
  context: ActContext,
): Promise<User | Response> {
  const ticket = parseOpaque('ticket', text)
  if (ticket === null) return problem('ticket_invalid')
  const hash = server.crypto.sha256(ticket.secret)
  const { tickets } = server.store
  const verification = await tickets.redeem(ticket.id, hash, 'email-verification')
  const purpose = verification ?? (await tickets.redeem(ticket.id, hash, 'email-change'))
  return purpose === null ? problem('ticket_invalid') : await applyPurpose(server, purpose, context)
}

async function applyPurpose(
  server: Server,
  { kind, userId, email, epoch }: TicketPurpose,
  context: ActContext,
): Promise<User | Response> {
  const acting = { ...context, actor: { kind: 'user', id: userId } } as const
  const { users } = server.store
  const written =
    kind === 'email-change'
      ? await users.update(userId, { email, emailVerified: true }, acting, 'user.email_changed', { epoch })
      : await users.update(userId, { emailVerified: true }, acting, 'user.email_verified', { email })
  if (written.outcome === 'written') return written.user
  return written.outcome === 'not-found' ? problem('ticket_invalid') : userWriteProblem(written)
}

/** Mails a link to a new address; nothing changes until it is redeemed. Nobody learns whether it is taken. */
export async function requestEmailChange(server: Server, user: User, email: EmailAddress): Promise<void> {
  await mailOneTimeLink(
    server,
    { kind: 'email-change', userId: user.id, email, epoch: user.epoch },
    emailChangeMail,
  )
}
