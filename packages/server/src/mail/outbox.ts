/** Mail in development: kept in memory for the `/outbox` page, sent nowhere. */

import type { Clock } from '@coatcheck/core'
import type { KeptMail, Mailer } from './mailer.ts'

const KEPT = 100

/** A mailer that keeps the last 100 mails. */
export function createOutbox(clock: Clock): Mailer {
  let mails: readonly KeptMail[] = []
  let lastId = 0
  return {
    send: async (mail) => {
      mails = [{ ...mail, id: ++lastId, sentAtMs: clock.nowMs() }, ...mails].slice(0, KEPT)
    },
    outbox: () => mails,
    close: async () => {},
  }
}
