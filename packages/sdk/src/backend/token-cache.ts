/** Tokens that were verified, by their last characters; a hit compares every one of them. */

/** A bounded cache; the oldest entry goes first. */
export type TokenCache<T> = {
  readonly get: (token: string) => T | undefined
  readonly set: (token: string, value: T) => void
  readonly delete: (token: string) => void
}

/** Hashing the end of a signature costs a fraction of hashing a kilobyte, and tells tokens apart as well. */
const KEY_LENGTH = 22

/** Makes a cache of at most `size` tokens; of none when `size` is 0. */
export function createTokenCache<T>(size: number): TokenCache<T> {
  const entries = new Map<string, { readonly token: string; readonly value: T }>()
  return {
    get: (token) => {
      const entry = entries.get(token.slice(-KEY_LENGTH))
      return entry?.token === token ? entry.value : undefined
    },
    set: (token, value) => {
      const key = token.slice(-KEY_LENGTH)
      entries.delete(key) // so that what is set again counts as new
      entries.set(key, { token, value })
      const oldest = entries.size > size ? entries.keys().next().value : undefined
      if (oldest !== undefined) entries.delete(oldest)
    },
    delete: (token) => void entries.delete(token.slice(-KEY_LENGTH)),
  }
}
