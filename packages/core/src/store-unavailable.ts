/** The store is out: what a store throws when it cannot be reached, as long as that may pass. */

/**
 * The store could not be reached, or did not answer in time. Whether a write happened is unknown; everything that
 * clients send can be repeated.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
