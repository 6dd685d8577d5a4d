/** The one class of errors that the SDK throws: for mistakes in the configuration. Tokens never make it throw. */

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
