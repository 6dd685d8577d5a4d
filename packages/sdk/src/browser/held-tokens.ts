/** The tokens of this tab, by session and by what was asked for. A newer one is never replaced by an older. */

import type { HeldToken, TokenWish } from './token-freshness.ts'

/** A token with what it is kept under. */
export type KeyedToken = { readonly key: string; readonly sessionId: string; readonly token: HeldToken }

/** The tokens. */
export type HeldTokens = {
  readonly get: (key: string) => HeldToken | null
  /** All, or that of a key, with the sessions that they are of. */
  readonly all: (key: string | null) => readonly KeyedToken[]
  /** The newest reading of the log that tokens of a session told. */
  readonly newest: (sessionId: string) => number
  /**
   * @param asOf What was the newest when the server was asked. When it still is, the answer counts whatever it tells: a
   *   server that was set up from a copy of its database counts from there.
   * @returns Whether it was taken: what is known, or older than that, is not.
   */
  readonly put: (sessionId: string, key: string, token: HeldToken, asOf?: number) => boolean
  /** Drops all of a session. */
  readonly drop: (sessionId: string) => void
}

/** As many kinds of token as anybody asks for; what is more is a mistake, and must not grow for ever. */
const MOST = 100

/** What a token is kept under. One that was asked to live long is kept apart: it is not for whoever asked for none. */
export function tokenKey(sessionId: string, wish: TokenWish, isLong: boolean): string {
  return JSON.stringify([sessionId, wish.template, wish.organizationId, isLong])
}

/** Makes it. */
export function createHeldTokens(): HeldTokens {
  const tokens = new Map<string, { readonly sessionId: string; readonly token: HeldToken }>()
  /** The newest reading of the log that each session's tokens tell: role changes are not undone by a late answer. */
  const newest = new Map<string, number>()
  const newestOf = (sessionId: string): number => newest.get(sessionId) ?? 0
  return {
    newest: newestOf,
    get: (key) => tokens.get(key)?.token ?? null,
    all: (wanted) =>
      [...tokens].flatMap(([key, held]) => (wanted === null || wanted === key ? [{ key, ...held }] : [])),
    put: (sessionId, key, token, asOf) => {
      const { gen } = token.claims
      if (typeof gen === 'number') {
        if (gen < newestOf(sessionId) && asOf !== newestOf(sessionId)) return false
        newest.set(sessionId, gen)
      }
      const known = tokens.get(key)?.token
      if (known?.text === token.text) return false
      if (known !== undefined && known.claims.gen === gen && known.expiresAtMs > token.expiresAtMs)
        return false
      const [oldest] = tokens.keys()
      if (tokens.size >= MOST && oldest !== undefined) tokens.delete(oldest)
      tokens.set(key, { sessionId, token })
      return true
    },
    drop: (sessionId) => {
      for (const [key, held] of tokens) if (held.sessionId === sessionId) tokens.delete(key)
    },
  }
}
