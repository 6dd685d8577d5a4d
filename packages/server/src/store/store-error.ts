/** A store that cannot be opened: one clear line for whoever starts the server. */

/** Why a store cannot be opened. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
