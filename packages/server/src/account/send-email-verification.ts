/** Mails the link that proves that an address is the user's. */

import type { ActContext, User } from '@coatcheck/core'
import { mailSetting } from '../mail/mail-setting.ts'
import { emailVerificationMail } from '../mail/messages.ts'
import type { Server } from '../server.ts'
import { mailOneTimeLink } from './one-time-link.ts'

/** Sends it, unless there is nothing to verify. */
export async function sendEmailVerification(server: Server, user: User, context: ActContext): Promise<void> {
  if (user.email === null || user.emailVerifiedAtMs !== null) return
  const purpose = {
    kind: 'email-verification',
    userId: user.id,
    email: user.email,
    epoch: user.epoch,
  } as const
  const setting = mailSetting(server, user, context)
  await mailOneTimeLink(server, purpose, (link) => emailVerificationMail(setting, link), context)
}
