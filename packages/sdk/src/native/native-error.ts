/** Why a sign-in, a token or a sign-out failed, as the one thing that `/native` throws. */

/** What can be wrong. */
export type NativeErrorCode =
  /** An option is wrong. */
  | 'option-invalid'
  /** No connection, or it broke off. */
  | 'unreachable'
  /** No answer in time, or nobody signed in in time. */
  | 'timed-out'
  /** The server asks to come back later. */
  | 'busy'
  /** Something else than the server answered, such as a hotel's sign-in page. */
  | 'answer-invalid'
  /** The person said no. */
  | 'access-denied'
  /** The person said nothing before the code was too old. */
  | 'code-expired'
  /** The browser came back with an answer that is not the one to this sign-in. */
  | 'redirect-invalid'
  /** The server refuses the application or what it asks for. */
  | 'refused'
  /** Nobody is signed in, or not any more. */
  | 'signed-out'
  /** The file of the tokens cannot be read or written. */
  | 'storage-failed'

const RETRYABLE: ReadonlySet<NativeErrorCode> = new Set([
  'unreachable',
  'timed-out',
  'busy',
  'answer-invalid',
])

/** A failure. Neither its text nor anything in it holds a token or a code. */
export class NativeError extends Error {
  override readonly name = 'NativeError'
  readonly code: NativeErrorCode
  /** Whether the same call may succeed later. Nobody was signed out by an error of which this is true. */
  readonly retryable: boolean
  /** How long to wait before that, if the server said so. */
  readonly retryAfterSeconds: number | null

  constructor(
    code: NativeErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterSeconds?: number | null } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    this.code = code
    this.retryable = RETRYABLE.has(code)
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }
}
