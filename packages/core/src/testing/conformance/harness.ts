/** What the conformance suite needs of whoever runs it: a way to name tests, and a store on an engine. */

import { type OpaqueId, issueOpaque } from '../../credential/opaque.ts'
import type { ActContext } from '../../event/event.ts'
import { newId, type SessionId, type UserId } from '../../id/id.ts'
import type { OpenSession, SessionReading } from '../../session/session-store.ts'
import type { Store } from '../../store.ts'
import type { EmailAddress } from '../../user/email.ts'
import type { User } from '../../user/user.ts'
import type { Crypto } from '../../world/crypto.ts'
import type { Random } from '../../world/random.ts'

/** A store under test. */
export type StoreUnderTest = {
  readonly store: Store
  /** Lets the store's own clock go on, in milliseconds. */
  readonly passTime: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** What runs the suite. */
export type ConformanceRunner = {
  readonly describe: (name: string, body: () => void) => void
  readonly test: (name: string, body: () => Promise<void>) => void
  readonly open: () => Promise<StoreUnderTest>
  readonly random: Random
  readonly crypto: Crypto
}

/** Whoever acts in the suite. */
export const CONTEXT: ActContext = {
  actor: { kind: 'system' },
  device: { address: '192.0.2.1', userAgent: 'conformance' },
}

/** How many race for one thing. */
export const RACERS = 64

/** The store of one test, with what tests do to it again and again. */
export type Subject = StoreUnderTest & {
  readonly user: () => Promise<User>
  readonly open: (user: User, more?: Partial<OpenSession>) => Promise<SessionReading>
  readonly openInput: (user: User, more?: Partial<OpenSession>) => OpenSession
  readonly find: (id: SessionId) => Promise<SessionReading>
  readonly hash: (fill: number) => Uint8Array
}

/** Runs a test on a store of its own. */
export function onStore(
  runner: ConformanceRunner,
  name: string,
  body: (subject: Subject) => Promise<void>,
): void {
  runner.test(name, async () => {
    const under = await runner.open()
    try {
      await body(subjectOf(runner, under))
    } finally {
      await under.close()
    }
  })
}

function subjectOf({ random, crypto }: ConformanceRunner, under: StoreUnderTest): Subject {
  const { store } = under
  const id = <P extends 'user' | 'sess' | 'client'>(prefix: P) => newId(prefix, 1_780_000_000_000, random)
  const openInput: Subject['openInput'] = (user, more = {}) => ({
    id: id('sess'),
    userId: user.id,
    client: { kind: 'new', id: id('client'), secretHash: null },
    transport: 'token',
    epoch: user.epoch,
    limits: {
      idleMs: 60_000,
      activitySlackMs: 5_000,
      absoluteMs: 600_000,
      tokenLifetimeMs: 60_000,
      tokenMaxLifetimeMs: 3_600_000,
    },
    absoluteFromMs: null,
    factors: { firstAtMs: 'now', secondAtMs: null },
    opaqueHash: null,
    chain: { salt: random.bytes(16), keyed: true, dpop: null },
    rememberMe: true,
    actor: null,
    authorizedParty: 'https://app.example',
    device: CONTEXT.device,
    replaceOtherDevices: false,
    replaceOtherAccounts: false,
    maxSessions: null,
    context: CONTEXT,
    once: null,
    ...more,
  })
  return {
    ...under,
    openInput,
    user: async () => {
      const written = await store.users.create(newUser(id('user'), random), null, CONTEXT)
      if (written.outcome !== 'written') throw new Error(`a new user was ${written.outcome}`)
      return written.user
    },
    open: async (user, more) => {
      const opened = await store.sessions.open(openInput(user, more))
      if (opened.outcome !== 'opened') throw new Error(`a session was not opened: ${opened.outcome}`)
      return opened.reading
    },
    find: async (sessionId) => {
      const reading = await store.sessions.find(sessionId)
      if (reading === null) throw new Error('a session is not there')
      return reading
    },
    hash: (fill) => crypto.sha256(Uint8Array.of(fill)),
  }
}

function newUser(id: UserId, random: Random): Parameters<Store['users']['create']>[0] {
  return {
    id,
    email: `${id.slice(5)}@example.com` as EmailAddress,
    emailVerified: false,
    passwordHash: `hash-${random.bytes(1)[0]}`,
    firstName: 'Ada ✓ 🎟️',
    lastName: null,
    username: null,
    imageUrl: null,
    locale: null,
    externalId: null,
    metadata: { public: { nested: { list: [1, 'zwei', null] } }, private: {}, unsafe: {} },
  }
}

/** A ticket's or key's id and what is kept of its secret. */
export function issued<K extends 'ticket' | 'adminKey' | 'backendKey'>(
  runner: ConformanceRunner,
  kind: K,
): { readonly id: OpaqueId<K>; readonly hash: Uint8Array } {
  const prefix = kind === 'ticket' ? 'tkt' : 'key'
  const id = newId(prefix, 1_780_000_000_000, runner.random) as OpaqueId<K>
  return { id, hash: issueOpaque(kind, id, runner).hash }
}

/** Fails the test unless both say the same. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`)
}

/** How often each outcome came. */
export function tally(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes.toSorted()) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

/** Runs `RACERS` of the same at once. */
export function race<T>(run: (index: number) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: RACERS }, (_, index) => run(index)))
}
