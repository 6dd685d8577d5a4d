/** A token session on the real store and the real use case, without HTTP: for what only can be seen from inside. */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import {
  type Crypto,
  type DpopKey,
  type EventType,
  makeRefreshToken,
  newId,
  openSession,
  parseRefreshToken,
  PRESETS,
  type ProvedToken,
  proveRefreshToken,
  type Refreshed,
  type RefreshFailure,
  type RefreshInput,
  type RefreshKeys,
  refreshSession,
  type StepKind,
  type Store,
} from '@coatcheck/core'
import { type FakeClock, fakeClock, seededRandom } from '@coatcheck/core/testing'
import { openSqliteStore } from '@coatcheck/server'

const crypto: Crypto = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  hmacSha1: (key, data) => createHmac('sha1', key).update(data).digest(),
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
}
const SECRETS: readonly Uint8Array[] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
const OWNER = { address: '192.0.2.1', userAgent: 'owner' }

/** What a test says of a request; the rest is an ordinary refresh with key 1. */
export type Asking = Partial<Pick<RefreshInput, 'dpopThumbprint' | 'stillCurrent'>> & {
  /** The number of the Idempotency-Key; `null` for none. */
  readonly key?: number | null
  readonly kind?: StepKind
}

/** A session, and what can be asked of it. */
export type RealSession = {
  readonly store: Store
  readonly clock: FakeClock
  readonly first: string
  readonly refresh: (token: string, asking?: Asking) => Promise<Refreshed | RefreshFailure>
  readonly prove: (token: string, asking?: Omit<Asking, 'kind'>) => Promise<ProvedToken | RefreshFailure>
  /** The token so many steps after another one, as a store made it that has lost those steps since. */
  readonly later: (token: string, steps: number) => string
  /** The events of one type, newest first. */
  readonly told: (type: EventType) => Promise<readonly { readonly details: object }[]>
  /** Changes which versions of the instance secret this node knows and uses. */
  readonly useSecrets: (secrets: { readonly current: number; readonly known: readonly number[] }) => void
}

/** Opens one: keyed unless told otherwise. */
export async function openRealSession(
  options: { readonly keyed?: boolean; readonly dpop?: DpopKey } = {},
): Promise<RealSession> {
  const clock = fakeClock()
  const random = seededRandom(7)
  const store = openSqliteStore({ path: ':memory:', clock, random })
  const context = { actor: { kind: 'anonymous' }, device: OWNER } as const
  let secrets = { current: 1, known: [1] as readonly number[] }
  const refreshKeys: RefreshKeys = {
    get currentVersion() {
      return secrets.current
    },
    key: (version) => (secrets.known.includes(version) ? (SECRETS[version - 1] ?? null) : null),
  }
  const created = await store.users.create(
    {
      id: newId('user', clock.nowMs(), random),
      email: null,
      emailVerified: false,
      passwordHash: null,
      externalId: null,
      metadata: { public: {}, private: {}, unsafe: {} },
      firstName: null,
      lastName: null,
      username: null,
      imageUrl: null,
      locale: null,
    },
    null,
    context,
  )
  if (created.outcome !== 'written') throw new Error(created.outcome)
  const deps = { ...store, clock, random, crypto, refreshKeys, policy: () => PRESETS.web }
  const dpop = options.dpop ?? null
  const opened = await openSession(deps, {
    user: created.user,
    transport: 'token',
    rememberMe: true,
    knownClient: null,
    keyHash: options.keyed === false ? null : hashOf(0),
    dpop,
    factors: { firstAtMs: 'now', secondAtMs: null },
    asksSecondFactor: false,
    absoluteFromMs: null,
    once: null,
    actor: null,
    authorizedParty: 'app',
    method: 'password',
    context,
  })
  if (opened.outcome !== 'opened' || opened.credential.transport !== 'token') throw new Error(opened.outcome)

  const inputOf = (token: string, { key = 1, ...asking }: Omit<Asking, 'kind'>): RefreshInput => ({
    token,
    keyHash: key === null ? null : hashOf(key),
    dpopThumbprint: dpop?.thumbprint ?? null,
    stillCurrent: false,
    active: false,
    context: { ...context, device: { ...OWNER, userAgent: `key ${key}` } },
    ...asking,
  })
  return {
    store,
    clock,
    first: opened.credential.refreshToken.reveal(),
    refresh: (token, { kind = 'refresh', ...asking } = {}) =>
      refreshSession(deps, inputOf(token, asking), { kind, take: (step) => store.sessions.advance(step) }),
    prove: (token, asking = {}) => proveRefreshToken(deps, inputOf(token, asking)),
    later: (token, steps) => {
      const parts = parseRefreshToken(token)
      const key = parts === null ? null : refreshKeys.key(parts.secretVersion)
      if (parts === null || key === null) throw new Error('not a token of this node')
      const binding = {
        surface: 'api',
        oauthClientId: null,
        dpopThumbprint: dpop?.thumbprint ?? null,
      } as const
      return makeRefreshToken({ ...parts, counter: parts.counter + steps }, binding, key, crypto).reveal()
    },
    told: async (type) => {
      const filter = { userId: null, sessionId: null, type }
      return (await store.events.list(filter, { limit: 100, cursor: null })).data
    },
    useSecrets: (next) => {
      secrets = { ...next }
    },
  }
}

function hashOf(key: number): Uint8Array {
  return crypto.sha256(Uint8Array.of(key >> 8, key & 255))
}
