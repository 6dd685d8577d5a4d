/** E-mail addresses of an account: proved by a link, changed by a link to the new one. */

import {
  type ActContext,
  type EmailAddress,
  MAILS_PER_ACCOUNT,
  parseOpaque,
  type TicketPurpose,
  type User,
} from '@coatcheck/core'
import { emailChangeMail, emailChangeNoticeMail } from '../mail/messages.ts'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { refuseDomain } from '../sign-in/sign-up-rules.ts'
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

/**
 * Mails a link to a new address, and tells the old one; nothing changes until the link is redeemed. Nobody learns
 * whether the address is taken, except who has its mailbox.
 */
export async function requestEmailChange(
  server: Server,
  user: User,
  email: EmailAddress,
): Promise<Response | null> {
  const refused = refuseDomain(server.settings, email)
  if (refused !== null) return problem(refused, { field: 'body.email' })
  const taken = await server.store.limits.take(`email-change:${user.id}`, MAILS_PER_ACCOUNT)
  if (taken.outcome === 'limited') return problem('rate_limited', { retryAfterMs: taken.retryAfterMs })
  await mailOneTimeLink(
    server,
    { kind: 'email-change', userId: user.id, email, epoch: user.epoch },
    emailChangeMail,
  )
  if (user.email !== null) {
    const notice = emailChangeNoticeMail(`${server.settings.url}/forgot-password`)
    await server.mailer.send({ to: user.email, ...notice })
  }
  return null
}
