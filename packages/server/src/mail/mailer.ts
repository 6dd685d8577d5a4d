/** The port for mail. */

/** One mail. */
export type Mail = {
  /** The recipient's address. */
  readonly to: string
  readonly subject: string
  /** The whole message as plain text. */
  readonly text: string
  /** The same as HTML. */
  readonly html?: string
}

/** A mail that the outbox kept. */
export type KeptMail = Mail & { readonly id: number; readonly sentAtMs: number }

/** Mail going out. */
export type Mailer = {
  /**
   * Takes a mail over and resolves before it is delivered: how long delivery takes, and whether it fails, must not
   * show in an answer, because only addresses with an account get mail.
   */
  readonly send: (mail: Mail) => Promise<void>
  /** What was "sent", newest first, where mail does not leave the machine; `null` where it does. */
  readonly outbox: (() => readonly KeptMail[]) | null
  /** Waits for what is being delivered. */
  readonly close: () => Promise<void>
}
