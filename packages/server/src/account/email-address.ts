/** E-mail addresses of an account: proved by a link, changed by a link to the new one. */

import {
  type ActContext,
  confirmPassword,
  type EmailAddress,
  MAILS_PER_ACCOUNT,
  parseOpaque,
  type TicketId,
  type TicketPurpose,
  type User,
  type UserId,
} from '@coatcheck/core'
import { mailSetting } from '../mail/mail-setting.ts'
import { emailChangeMail, emailChangeNoticeMail } from '../mail/messages.ts'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { refuseDomain } from '../sign-in/sign-up-rules.ts'
import { notifyFormerMailbox } from './notify-user.ts'
import { mailOneTimeLink } from './one-time-link.ts'
import { userWriteProblem } from './user-write-problem.ts'

/** What shows that whoever opens a link is the account's own user too. */
export type AccountProof = {
  /** Whose living sessions the request brings. */
  readonly signedIn: readonly UserId[]
  readonly password: string | undefined
}

/** What a link's ticket stands for, which stays good; `null` when it is none of an address. */
export async function readEmailTicket(
  server: Server,
  text: string,
): Promise<{ readonly id: TicketId; readonly hash: Uint8Array; readonly purpose: TicketPurpose } | null> {
  const ticket = parseOpaque('ticket', text)
  if (ticket === null) return null
  const hash = server.crypto.sha256(ticket.secret)
  const purpose = await server.store.tickets.find(ticket.id, hash)
  return purpose === null || purpose.kind === 'password-reset' ? null : { id: ticket.id, hash, purpose }
}

/**
 * Redeems the ticket of a verification or change link.
 *
 * The link proves the mailbox and nothing of the account. Whoever registers, or changes to, a stranger's address
 * would have it verified by that stranger's click; so the account is proved as well, by session or password.
 */
export async function redeemEmailTicket(
  server: Server,
  text: string,
  proof: AccountProof,
  context: ActContext,
): Promise<User | Response> {
  const ticket = await readEmailTicket(server, text)
  if (ticket === null) return problem('ticket_invalid')
  const refused = await refuseStranger(server, ticket.purpose, proof, context)
  if (refused !== null) return refused
  const purpose = await server.store.tickets.redeem(ticket.id, ticket.hash, ticket.purpose.kind)
  return purpose === null ? problem('ticket_invalid') : await applyPurpose(server, purpose, context)
}

async function refuseStranger(
  server: Server,
  { userId }: TicketPurpose,
  { signedIn, password }: AccountProof,
  context: ActContext,
): Promise<Response | null> {
  if (signedIn.includes(userId)) return null
  if (password === undefined) {
    return problem('reverification_required', {
      field: 'body.password',
      detail: 'Redeem it signed in as its user, or with the password of the account.',
    })
  }
  const deps = { ...server.store, passwords: server.passwords }
  const confirmed = await confirmPassword(deps, { userId, device: null }, password, context)
  if (confirmed.ok) return null
  return problem(confirmed.code, 'retryAfterMs' in confirmed ? { retryAfterMs: confirmed.retryAfterMs } : {})
}

async function applyPurpose(
  server: Server,
  { kind, userId, email, epoch }: TicketPurpose,
  context: ActContext,
): Promise<User | Response> {
  const acting = { ...context, actor: { kind: 'user', id: userId } } as const
  const { users } = server.store
  const former = kind === 'email-change' ? await users.find(userId) : null
  const written =
    kind === 'email-change'
      ? await users.update(userId, { email, emailVerified: true }, acting, 'user.email_changed', { epoch })
      : await users.update(userId, { emailVerified: true }, acting, 'user.email_verified', { email })
  if (written.outcome === 'written') {
    if (former !== null) notifyFormerMailbox(server, former, { kind: 'email-changed' }, acting)
    return written.user
  }
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
  context: ActContext,
): Promise<Response | null> {
  const refused = refuseDomain(server.settings, email)
  if (refused !== null) return problem(refused, { field: 'body.email' })
  const taken = await server.store.rateLimits.take(`email-change:${user.id}`, MAILS_PER_ACCOUNT)
  if (taken.outcome === 'limited') return problem('rate_limited', { retryAfterMs: taken.retryAfterMs })
  const setting = mailSetting(server, user, context)
  await mailOneTimeLink(
    server,
    { kind: 'email-change', userId: user.id, email, epoch: user.epoch },
    (link) => emailChangeMail(setting, link),
    context,
  )
  if (user.email !== null) {
    const notice = emailChangeNoticeMail(setting, `${server.settings.url}/forgot-password`)
    await server.mailer.send({ to: user.email, ...notice })
  }
  return null
}
