/**
 * The one class of errors for mistakes in the configuration. Tokens never make the SDK throw; what operations of
 * `/admin` fail by is an `AdminError`.
 */

/** What was set wrongly. */
export type ConfigurationCode = 'issuer-invalid' | 'keys-invalid' | 'option-invalid'

/** A mistake in the configuration. */
export class CoatcheckError extends Error {
  override readonly name = 'CoatcheckError'
  readonly code: ConfigurationCode
  /** Repeating does not help. */
  readonly retryable = false

  constructor(code: ConfigurationCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
