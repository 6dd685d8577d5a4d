/** The one thing that a browser client throws: there is no token to be had. */

import type { CallFailure } from './outcome.ts'

/** Why there is none. Neither its text nor anything in it holds a token. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly code: CallFailure['code'] | 'option_invalid'
  /** Whether the same call may succeed later. Nobody was signed out by an error of which this is true. */
  readonly retryable: boolean
  readonly retryAfterSeconds: number | null

  constructor(
    code: ClientError['code'],
    message: string,
    options: { readonly retryable?: boolean; readonly retryAfterSeconds?: number | null } = {},
  ) {
    super(message)
    this.code = code
    this.retryable = options.retryable ?? false
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }
}

/** The error of a failure. */
export function errorOf({ code, title, detail, retryable, retryAfterSeconds }: CallFailure): ClientError {
  return new ClientError(code, detail ?? title, { retryable, retryAfterSeconds })
}
