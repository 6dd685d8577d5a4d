/** Picks the mailer that the settings ask for. */

import type { Clock } from '@coatcheck/core'
import type { Settings } from '../config/settings.ts'
import { systemClock } from '../crypto/node-crypto.ts'
import type { Mailer } from './mailer.ts'
import { createOutbox } from './outbox.ts'
import { createSmtpMailer } from './smtp-mailer.ts'

/** Who hears of mail that could not be sent. */
export type MailReport = (error: unknown, message: string) => void

/**
 * SMTP when it is set; else the outbox in development, and in production a mailer that reports every mail it cannot
 * send (the start has warned of it).
 */
export function createMailer(
  settings: Pick<Settings, 'mode' | 'smtp'>,
  report: MailReport = () => {},
  clock: Clock = systemClock,
): Mailer {
  if (settings.smtp !== null) {
    const { url, from } = settings.smtp
    return createSmtpMailer({
      url: url.reveal(),
      from,
      onFailure: (error) => report(error, 'a mail could not be delivered'),
    })
  }
  if (settings.mode === 'development') return createOutbox(clock)
  const unset = new Error('COATCHECK_SMTP_URL is not set')
  return {
    send: async () => report(unset, 'a mail was not sent'),
    outbox: null,
    close: async () => {},
  }
}
