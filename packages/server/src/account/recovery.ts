/** A forgotten password: a mail for whoever has the mailbox, and the same answer for everybody who asks. */

import {
  type ActContext,
  addressBuckets,
  draftEvent,
  MAILS_PER_ACCOUNT,
  normalizeEmail,
  parseOpaque,
  takeEach,
  TICKETS_PER_ADDRESS,
} from '@coatcheck/core'
import { mailSetting } from '../mail/mail-setting.ts'
import { passwordResetMail } from '../mail/messages.ts'
import { problem } from '../http/problem.ts'
import { refusePassword } from '../password/password-rules.ts'
import type { Server } from '../server.ts'
import { notifyUser } from './notify-user.ts'
import { mailOneTimeLink } from './one-time-link.ts'

/** Limits what one address can ask for without being signed in; an answer when it is too much. */
export async function takeTicketLimit(server: Server, context: ActContext): Promise<Response | null> {
  const buckets = addressBuckets('ticket', context.device.address, TICKETS_PER_ADDRESS)
  const taken = await takeEach(server.store.rateLimits, buckets)
  return taken.outcome === 'limited' ? problem('rate_limited', { retryAfterMs: taken.retryAfterMs }) : null
}

/** Mails a reset link, if there is somebody to mail it to. The work is done after the answer either way. */
export async function requestPasswordReset(
  server: Server,
  text: string,
  context: ActContext,
): Promise<Response | null> {
  const limited = await takeTicketLimit(server, context)
  if (limited !== null) return limited
  server.background.run('password reset', () => mailResetLink(server, text, context))
  return null
}

async function mailResetLink(server: Server, text: string, context: ActContext): Promise<void> {
  const email = normalizeEmail(text)
  const found = email === null ? null : await server.store.users.findByEmail(email)
  if (email === null) return
  if (found === null || found.user.state !== 'enabled') {
    // As many writes as for an account: how long the next request waits for them must not tell.
    await server.store.rateLimits.take(`mail:${email}`, MAILS_PER_ACCOUNT)
    const about = { outcome: 'failure', reason: 'account_unknown' } as const
    await server.store.events.append([draftEvent(context, 'user.password_reset_requested', about)])
    return
  }
  const purpose = { kind: 'password-reset', userId: found.user.id, email, epoch: found.user.epoch } as const
  const setting = mailSetting(server, found.user, context)
  await mailOneTimeLink(server, purpose, (link) => passwordResetMail(setting, link), context)
}

/** Redeems a reset link: the password is new, every session ends, and the mailbox has been proved. */
export async function resetPassword(
  server: Server,
  text: string,
  password: string,
  context: ActContext,
): Promise<Response | null> {
  const refused = refusePassword(password, 'body.password')
  if (refused !== null) return refused
  const limited = await takeTicketLimit(server, context)
  if (limited !== null) return limited
  const ticket = parseOpaque('ticket', text)
  if (ticket === null) return problem('ticket_invalid')
  const hashed = await server.passwords.hash(password)
  if (hashed.outcome === 'busy')
    return problem('server_busy', { retryAfterMs: hashed.retryAfterSeconds * 1000 })

  const { users, tickets } = server.store
  const purpose = await tickets.redeem(ticket.id, server.crypto.sha256(ticket.secret), 'password-reset')
  if (purpose === null) return problem('ticket_invalid')
  const { userId, epoch, email } = purpose
  const acting = { ...context, actor: { kind: 'user', id: userId } } as const
  const changed = await users.changePassword({
    userId,
    expectHash: null,
    expect: { email, epoch },
    passwordHash: hashed.hash,
    keep: { kind: 'none' },
    context: acting,
  })
  if (changed.outcome === 'unmatched') return problem('ticket_invalid')
  await users.update(userId, { emailVerified: true }, acting, 'user.email_verified', { email })
  notifyUser(server, userId, { kind: 'password-changed' }, acting)
  return null
}
