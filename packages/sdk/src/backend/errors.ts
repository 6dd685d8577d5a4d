/**
 * The one class of errors for mistakes in the configuration, and where no token can be minted. What a request brings
 * never makes the SDK throw; what operations of `/admin` fail by is an `AdminError`.
 */

/** What was set wrongly. */
export type ConfigurationCode = 'issuer-invalid' | 'keys-invalid' | 'option-invalid'

/** Why `getToken` has none. */
export type MintCode = 'backend-key-missing' | 'session-ended' | 'token-refused' | 'issuer-unavailable'

/** A mistake in the configuration, or a token that could not be minted. What a request brings never makes one. */
export class CoatcheckError extends Error {
  override readonly name = 'CoatcheckError'
  readonly code: ConfigurationCode | MintCode
  /** Whether repeating may help. */
  readonly retryable: boolean

  constructor(code: ConfigurationCode | MintCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.retryable = code === 'issuer-unavailable'
  }
}
