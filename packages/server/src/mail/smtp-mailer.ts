/** Mail by SMTP: delivered in the background, tried again when the server is away. */

import type { Mail, Mailer } from './mailer.ts'

/** Where mail goes, and who is told when it cannot be delivered. */
export type SmtpMailerOptions = {
  /** `smtp://user:password@host:587` or `smtps://...:465`. */
  readonly url: string
  /** The sender, such as `Example <no-reply@example.com>`. */
  readonly from: string
  /** Called for a mail that is given up. The error holds no content of the mail. */
  readonly onFailure: (error: unknown) => void
  /** The pauses before each further attempt, in milliseconds. */
  readonly retryDelaysMs?: readonly number[]
}

const RETRY_DELAYS_MS = [1_000, 10_000, 60_000]
const TIMEOUT_MS = 10_000
/** More than this waiting means that the mail server is away for long: the next ones are given up at once. */
const MAX_WAITING = 1_000

/** A mailer that speaks to one SMTP server over a few kept connections. */
export function createSmtpMailer(options: SmtpMailerOptions): Mailer {
  const transport = openTransport(options)
  const waiting = new Set<Promise<void>>()
  const closing = new AbortController()

  const deliver = async (mail: Mail): Promise<void> => {
    for (const delayMs of [...(options.retryDelaysMs ?? RETRY_DELAYS_MS), null]) {
      try {
        await (await transport).sendMail(mail)
        return
      } catch (error) {
        if (delayMs === null || closing.signal.aborted || isPermanent(error)) {
          options.onFailure(error)
          return
        }
      }
      await pause(delayMs, closing.signal)
    }
  }

  return {
    send: async (mail) => {
      if (waiting.size >= MAX_WAITING) {
        options.onFailure(new Error(`${MAX_WAITING} mails are waiting for the mail server already`))
        return
      }
      const delivery = deliver(mail).finally(() => waiting.delete(delivery))
      waiting.add(delivery)
    },
    outbox: null,
    close: async () => {
      closing.abort()
      await Promise.all(waiting)
      ;(await transport).close()
    },
  }
}

/** The library is loaded by those who send mail: it takes more memory than the rest of the mailing together. */
async function openTransport({ url, from }: SmtpMailerOptions) {
  const { createTransport } = await import('nodemailer')
  return createTransport(
    {
      url,
      pool: true,
      maxConnections: 4,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: 2 * TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  )
}

/** Whether the server refused for good (a 5xx reply, RFC 5321 section 4.2.1): trying again would not help. */
function isPermanent(error: unknown): boolean {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : null
  return typeof code === 'number' && code >= 500
}

/** Waits, but not past the closing: then one last attempt is made at once. */
function pause(delayMs: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      closing.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, delayMs)
    closing.addEventListener('abort', done)
    if (closing.aborted) done()
  })
}
