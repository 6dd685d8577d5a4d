/** What the conformance suite needs of whoever runs it: a way to name tests, and a store on an engine. */

import { type OpaqueId, issueOpaque } from '../../credential/opaque.ts'
import type { ActContext } from '../../event/event.ts'
import { newId, newSessionId, type OrganizationId, type SessionId, type UserId } from '../../id/id.ts'
import { type Invitation, issueInvitation } from '../../organization/invitation.ts'
import type { NewInvitation } from '../../organization/invitation-store.ts'
import type { NewOrganization } from '../../organization/organization-store.ts'
import type { Organization } from '../../organization/organization.ts'
import { MEMBER_ROLE } from '../../organization/role.ts'
import type { Slug } from '../../organization/slug.ts'
import type { AdvanceChain, OpenSession, SessionReading } from '../../session/session-store.ts'
import { statusOf } from '../../session/status.ts'
import type { Store } from '../../store.ts'
import type { EmailAddress } from '../../user/email.ts'
import type { NewUser } from '../../user/user-store.ts'
import type { User } from '../../user/user.ts'
import type { Crypto } from '../../world/crypto.ts'
import type { Random } from '../../world/random.ts'

/** A store under test. */
export type StoreUnderTest = {
  readonly store: Store
  /** Lets the store's own clock go on, in milliseconds. */
  readonly passTime: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
  /** The engine forgets rate limits and what was used once by itself, by a clock of its own: nothing is left to sweep. */
  readonly expiresByItself?: true
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

/** Signs a user out on every device. */
export const EVERYWHERE = { reason: 'signed_out_everywhere', except: null } as const

/** How many race for one thing. */
export const RACERS = 64

/** The store of one test, with what tests do to it again and again. */
export type Subject = StoreUnderTest & {
  readonly user: (more?: Partial<NewUser>) => Promise<User>
  readonly newUser: (more?: Partial<NewUser>) => NewUser
  readonly newOrganization: (more?: Partial<NewOrganization>) => NewOrganization
  /** An organization that this user administers. */
  readonly organization: (creator: User, more?: Partial<NewOrganization>) => Promise<Organization>
  readonly newInvitation: (id: OrganizationId, more?: Partial<NewInvitation>) => NewInvitation
  readonly invitation: (
    id: OrganizationId,
    more?: Partial<NewInvitation>,
  ) => Promise<{ readonly invitation: Invitation; readonly hash: Uint8Array }>
  readonly open: (user: User, more?: Partial<OpenSession>) => Promise<SessionReading>
  readonly openInput: (user: User, more?: Partial<OpenSession>) => OpenSession
  readonly find: (id: SessionId) => Promise<SessionReading>
  readonly hash: (fill: number) => Uint8Array
  /** A user's living sessions, all of them. */
  readonly living: (userId: UserId) => Promise<readonly SessionReading[]>
  /** The types of the events about a user or a session, newest first. */
  readonly told: (about: UserId | SessionId) => Promise<readonly string[]>
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

/** Adds to a store what tests do to it again and again. */
export function subjectOf(
  { random, crypto }: Pick<ConformanceRunner, 'random' | 'crypto'>,
  under: StoreUnderTest,
): Subject {
  const { store } = under
  const id = <P extends 'user' | 'sess' | 'client' | 'org'>(prefix: P) =>
    newId(prefix, 1_780_000_000_000, random)
  const newClient = () => ({ kind: 'new', id: id('client'), secretHash: null }) as const
  const openInput: Subject['openInput'] = (user, { client = newClient(), ...more } = {}) => ({
    id: newSessionId(client.id, 1_780_000_000_000, random),
    userId: user.id,
    client,
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
    asksSecondFactor: false,
    opaqueHash: null,
    chain: { salt: random.bytes(16), keyed: true, dpop: null },
    rememberMe: true,
    actor: null,
    authorizedParty: 'https://app.example',
    method: 'password',
    oauth: null,
    grantedBy: null,
    device: CONTEXT.device,
    replaceOtherDevices: false,
    replaceOtherAccounts: false,
    maxSessions: null,
    context: CONTEXT,
    events: [],
    once: null,
    ...more,
  })
  const fresh: Subject['newUser'] = (more = {}) => ({ ...newUser(id('user'), random), ...more })
  const newOrganization: Subject['newOrganization'] = (more = {}) => {
    const made = id('org')
    const metadata = { public: { nested: [1, 'zwei', null] }, private: { secret: true } }
    return { id: made, name: 'Acme ✓ 🎟️', slug: made.slice(4) as Slug, metadata, ...more }
  }
  const newInvitation: Subject['newInvitation'] = (organizationId, more = {}) => {
    const { id: made, hash } = issueInvitation(1_780_000_000_000, { random, crypto })
    const email = `${made.slice(4)}@example.com` as EmailAddress
    const invited = { organizationId, email, role: MEMBER_ROLE, inviterId: null }
    return { id: made, hash, ...invited, lifetimeMs: 60_000, ...more }
  }
  return {
    ...under,
    openInput,
    newInvitation,
    invitation: async (organizationId, more) => {
      const draft = newInvitation(organizationId, more)
      const made = await store.invitations.create(draft, CONTEXT)
      if (made.outcome !== 'created') throw new Error(`nobody was invited: ${made.outcome}`)
      return { invitation: made.invitation, hash: draft.hash }
    },
    newOrganization,
    organization: async (creator, more) => {
      const made = await store.organizations.create(newOrganization(more), creator.id, CONTEXT)
      if (made.outcome !== 'created') throw new Error(`a new organization was not created: ${made.outcome}`)
      return made.organization
    },
    newUser: fresh,
    user: async (more) => {
      const written = await store.users.create(fresh(more), null, CONTEXT)
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
    living: async (userId) => {
      const { data } = await store.sessions.list({ userId, status: 'active' }, { limit: 500, cursor: null })
      return data
    },
    told: async (about) => {
      const [userId, sessionId] = isUserId(about) ? [about, null] : [null, about]
      const page = { limit: 500, cursor: null }
      const { data } = await store.events.list({ userId, sessionId, type: null }, page)
      return data.map(({ type }) => type)
    },
  }
}

function isUserId(id: UserId | SessionId): id is UserId {
  return id.startsWith('user_')
}

function newUser(id: UserId, random: Random): NewUser {
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

/** What a session is at the moment of a reading. */
export function stateOf({ session, user, nowMs }: SessionReading): string {
  return statusOf(session, user, nowMs).state
}

/** A step from the chain's current token. */
export function stepOf({ session }: SessionReading, more: Partial<AdvanceChain> = {}): AdvanceChain {
  if (session.chain === null) throw new Error('the session has no chain')
  return {
    sessionId: session.id,
    salt: session.chain.salt,
    expectCounter: session.chain.counter,
    nextCounter: session.chain.counter + 1,
    keyHash: Uint8Array.of(1),
    secretVersion: 1,
    kind: 'refresh',
    active: false,
    proves: null,
    afterRollback: false,
    rateLimit: { everyMs: 0, burst: 1_000 },
    events: [],
    ...more,
  }
}

/** What the log tells behind a position: kinds and ids. */
export async function entriesBehind({ store }: Subject, head: number): Promise<readonly string[][]> {
  return (await store.log.after(head, 1_000)).map(({ kind, id }) => [kind, id])
}

/** The same in the order of their spelling, where nothing is said of which comes first. */
export async function sortedEntriesBehind(subject: Subject, head: number): Promise<readonly string[]> {
  return (await entriesBehind(subject, head)).map((entry) => entry.join(' ')).toSorted()
}

/** Fails the test unless both say the same; in which order members come says nothing. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [canonical(actual), canonical(expected)]
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`)
}

function canonical(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes(${value.join(' ')})`
  if (Array.isArray(value)) return `[${value.map(canonical).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{ ${members.map(([name, member]) => `${name}: ${canonical(member)}`).join(', ')} }`
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
