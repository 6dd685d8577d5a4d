/** Tokens for whoever asks: from memory, from another tab, or by one request however many ask at once. */

import type { Backoff } from './backoff.ts'
import type { Credential } from './credential.ts'
import type { Environment } from './environment.ts'
import { createHeldTokens, type HeldTokens, tokenKey } from './held-tokens.ts'
import type { CallFailure } from './outcome.ts'
import { failure, type Tell } from './send.ts'
import type { ServerTime } from './server-time.ts'
import type { Exclusively } from './tab-lock.ts'
import type { Tabs } from './tabs.ts'
import { type HeldToken, isUsable, lifetimeToAsk, satisfies, type TokenWish } from './token-freshness.ts'

/** Where tokens come from. */
export type TokenSource = {
  /** One that satisfies the wish, or why there is none. */
  readonly get: (sessionId: string, wish: TokenWish) => Promise<HeldToken | CallFailure>
  /** What is in memory, however old. */
  readonly held: (sessionId: string, wish: TokenWish) => HeldToken | null
  /** A token that came from the server just now, for all tabs. */
  readonly receive: (sessionId: string, key: string, token: HeldToken) => void
  /**
   * A token of another tab.
   *
   * @param isNew It came from the server just now; else it may have been held for a while.
   */
  readonly put: (sessionId: string, key: string, token: HeldToken, isNew: boolean) => void
  readonly drop: HeldTokens['drop']
  /** Another tab asks for a token, or for all. */
  readonly answer: (key: string | null) => void
}

/** How long other tabs have to answer, which have it in memory: only of one that crashed is nothing to be heard. */
const ANSWER_MS = 250
/** Nobody waits longer for a server that does not answer well: they are told that it may be tried again. */
const PATIENCE_MS = 2_000

/** Makes it. */
export function createTokenSource(deps: {
  readonly credential: Credential
  readonly environment: Environment
  readonly time: ServerTime
  readonly backoff: Backoff
  readonly exclusively: Exclusively
  readonly tabs: () => Tabs
  readonly tell: Tell
  readonly percent: () => number
  readonly onToken: (sessionId: string, key: string, token: HeldToken) => void
}): TokenSource {
  const { credential, environment, time, backoff, exclusively, tabs, tell, percent, onToken } = deps
  const tokens = createHeldTokens()
  const flights = new Map<string, Promise<HeldToken | CallFailure>>()
  /** Those that came from the server while this tab was there, whichever tab had asked: what others held before is old. */
  const news = new WeakSet<HeldToken>()
  /** Called whenever a token comes in, for those who wait for other tabs. */
  const arrivals = new Set<() => void>()

  const now = (): { readonly nowMs: number; readonly percent: number } => ({
    nowMs: time.nowMs(),
    percent: percent(),
  })

  function find(sessionId: string, wish: TokenWish): HeldToken | null {
    for (const isLong of isLongWish(wish) ? [false, true] : [false]) {
      const token = tokens.get(tokenKey(sessionId, wish, isLong))
      if (token !== null && satisfies(token, wish, now())) return token
    }
    return null
  }

  /** The token that may serve in need, although it should have been renewed. */
  function inNeed(sessionId: string, wish: TokenWish): HeldToken | null {
    const token = tokens.get(keyOf(sessionId, wish))
    const isGiven = token !== null && token.text !== wish.refused && !wish.skipCache
    return isGiven && isUsable(token, time.nowMs()) ? token : null
  }

  function put(sessionId: string, key: string, token: HeldToken, asOf?: number): boolean {
    if (!tokens.put(sessionId, key, token, asOf)) return false
    onToken(sessionId, key, token)
    for (const arrived of arrivals) arrived()
    return true
  }

  function receive(sessionId: string, key: string, token: HeldToken, asOf: number): void {
    tell({ kind: 'token', from: 'server', sessionId })
    put(sessionId, key, token, asOf)
    tabs().tell({ kind: 'token', sessionId, key, token, isNew: true, nowMs: time.nowMs() })
  }

  /** Waits for another tab to say what it has; they were in the lock before, or are older than this one. */
  function askTabs(key: string, find: () => HeldToken | null): Promise<HeldToken | null> {
    return new Promise((resolve) => {
      const done = (): void => {
        stop()
        arrivals.delete(look)
        resolve(find())
      }
      const look = (): void => {
        if (find() !== null) done()
      }
      const stop = environment.setTimer(ANSWER_MS, done)
      arrivals.add(look)
      tabs().tell({ kind: 'ask', key })
    })
  }

  const isDead = ({ expiresAtMs }: HeldToken): boolean => expiresAtMs <= time.nowMs()

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => void environment.setTimer(ms, resolve))
  }

  async function mint(sessionId: string, wish: TokenWish): Promise<HeldToken | CallFailure> {
    const waitMs = backoff.waitMs()
    const last = backoff.last()
    if (waitMs > PATIENCE_MS && last !== null) return { ...last, retryAfterSeconds: Math.ceil(waitMs / 1000) }
    if (waitMs > 0) await pause(waitMs)
    const lifetimeSeconds = lifetimeToAsk(wish)
    const ask = { ...wish, lifetimeSeconds }
    const asOf = tokens.newest(sessionId)
    let minted = await credential.mint(sessionId, ask)
    if (!minted.ok && minted.retryable && minted.retryAfterSeconds === null) {
      await pause(200 + 400 * environment.random())
      minted = await credential.mint(sessionId, ask)
    } else if (minted.ok && isDead(minted.token)) {
      // This tab was frozen, or the machine slept, while it was on its way.
      minted = await credential.mint(sessionId, ask)
    }
    if (minted.ok && isDead(minted.token)) minted = failure('timed_out')
    if (!minted.ok) {
      if (minted.retryable) backoff.failed(minted)
      return minted
    }
    backoff.succeeded()
    receive(sessionId, keyOf(sessionId, wish), minted.token, asOf)
    return minted.token
  }

  /** What one of all tabs does for all. */
  async function fly(sessionId: string, wish: TokenWish): Promise<HeldToken | CallFailure> {
    const key = keyOf(sessionId, wish)
    const before = tokens.get(key)
    const ofOthers = (): HeldToken | null => {
      const found = find(sessionId, wish)
      return found === null || (wish.skipCache && (found === before || !news.has(found))) ? null : found
    }
    return await exclusively(
      credential.lockOf(key),
      async (waited) => {
        // What came from the server while we waited is new enough for whoever wants a new one.
        const found = waited && !wish.active ? (ofOthers() ?? (await askTabs(key, ofOthers))) : null
        if (found !== null) return found
        return await mint(sessionId, wish)
      },
      () => tell({ kind: 'wait', for: 'other-tab' }),
    )
  }

  return {
    get: async (sessionId, wish) => {
      const found = wish.skipCache ? null : find(sessionId, wish)
      if (found !== null) {
        tell({ kind: 'token', from: 'memory', sessionId })
        return found
      }
      const { template, organizationId, active, skipCache } = wish
      const asked = [sessionId, template, organizationId, lifetimeToAsk(wish), active, skipCache]
      const flightKey = JSON.stringify(asked)
      let flight = flights.get(flightKey)
      if (flight !== undefined) tell({ kind: 'wait', for: 'this-tab' })
      else {
        flight = fly(sessionId, wish)
        flights.set(flightKey, flight)
        void flight.then(() => flights.delete(flightKey))
      }
      const got = await flight
      if (!isFailure(got)) return got.text === wish.refused ? await fly(sessionId, wish) : got
      // A refresh that failed takes nothing away: what still works is given out.
      return (got.retryable ? inNeed(sessionId, wish) : null) ?? got
    },
    held: (sessionId, wish) => tokens.get(keyOf(sessionId, wish)),
    receive: (sessionId, key, token) => receive(sessionId, key, token, tokens.newest(sessionId)),
    put: (sessionId, key, token, isNew) => {
      if (isNew) news.add(token)
      if (put(sessionId, key, token)) tell({ kind: 'token', from: 'other-tab', sessionId })
    },
    drop: tokens.drop,
    answer: (wanted) => {
      for (const held of tokens.all(wanted))
        if (isUsable(held.token, time.nowMs()))
          tabs().tell({ kind: 'token', ...held, isNew: false, nowMs: time.nowMs() })
    },
  }
}

/** Whether it is a failure and no token. */
export function isFailure(got: HeldToken | CallFailure): got is CallFailure {
  return 'ok' in got
}

function keyOf(sessionId: string, wish: TokenWish): string {
  return tokenKey(sessionId, wish, isLongWish(wish))
}

function isLongWish(wish: TokenWish): boolean {
  return lifetimeToAsk(wish) !== null
}
