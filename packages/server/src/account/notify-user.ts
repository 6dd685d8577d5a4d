/** Tells a mailbox what was done to its account: once it is done, and behind the answer. */

import { type ActContext, MAILS_PER_ACCOUNT, type User, type UserId } from '@coatcheck/core'
import { mailSetting } from '../mail/mail-setting.ts'
import { type Notice, noticeMail } from '../mail/notices.ts'
import type { Server } from '../server.ts'

/** Tells the user's mailbox, if there is one. What was done stays done when that fails. */
export function notifyUser(server: Server, userId: UserId, notice: Notice, context: ActContext): void {
  behindAnswer(server, notice, context, () => server.store.users.find(userId))
}

/** The same for the mailbox that a user had before, given the user as it was. */
export function notifyFormerMailbox(server: Server, former: User, notice: Notice, context: ActContext): void {
  behindAnswer(server, notice, context, async () => former)
}

function behindAnswer(
  server: Server,
  notice: Notice,
  context: ActContext,
  findUser: () => Promise<User | null>,
): void {
  const { background, store, mailer, clock, settings } = server
  const { device } = context
  const atMs = clock.nowMs()
  background.run('notice', async () => {
    const user = await findUser()
    if (user === null || user.email === null) return
    // For each kind by itself: a thief cannot use up what would have told of something else.
    const taken = await store.rateLimits.take(`notice:${user.id}:${notice.kind}`, MAILS_PER_ACCOUNT)
    if (taken.outcome === 'limited') return
    const facts = { atMs, device: user.emailVerifiedAtMs === null ? null : device }
    const setting = mailSetting(server, user, context)
    const mail = noticeMail(setting, notice, facts, `${settings.url}/forgot-password`)
    await mailer.send({ to: user.email, ...mail })
  })
}
