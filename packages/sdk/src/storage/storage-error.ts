/** Why a place could not be read or written. */

/** Neither its text nor anything in it holds what was to be kept. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  /**
   * `unavailable`: there is no such place here, or the browser lets nobody use it, as in a frame of another site or some
   * private windows; `full`: there is no room; `failed`: it broke off, and may work when it is tried again.
   */
  readonly code: 'unavailable' | 'full' | 'failed'

  constructor(code: StorageError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }

  /** Whether the same may succeed later. */
  get retryable(): boolean {
    return this.code !== 'unavailable'
  }
}
