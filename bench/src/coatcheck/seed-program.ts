/** `seed-program.ts <database URL> <sessions>`: opens sessions in bulk, as sign-ins do but without passwords. */

import {
  encodeUtf8,
  newId,
  normalizeEmail,
  openSession,
  PRESETS,
  type ActContext,
  type OpenSessionInput,
  type User,
} from '@coatcheck/core'
import { announce } from '../process/announce.ts'
import { openServerParts } from './server-parts.ts'
import type { SeededCredentials } from './seed.ts'

const SESSIONS_PER_USER = 10
/** Credentials of each kind to hand out: at 60 refreshes a chain, enough for a whole run within the rate limit. */
const HANDED_OUT = 8192
/** Opened at once, so that they share commits. */
const BATCH = 100

const [databaseUrl = '', sessionCount = '0'] = process.argv.slice(2)
const parts = await openServerParts(databaseUrl, process.env['COATCHECK_SECRET'] ?? '')
const { store, crypto, random, clock } = parts
const context: ActContext = {
  actor: { kind: 'system' },
  device: { address: '127.0.0.1', userAgent: 'bench' },
}

const sessions = Number(sessionCount)
const keepEvery = Math.max(1, Math.floor(sessions / (2 * HANDED_OUT)))
const sessionTokens: string[] = []
const refreshTokens: string[] = []

for (let from = 0; from < sessions; from += BATCH) {
  const users = await Promise.all(range(from / SESSIONS_PER_USER, BATCH / SESSIONS_PER_USER).map(createUser))
  const indexes = range(from, Math.min(BATCH, sessions - from))
  await Promise.all(
    indexes.map((index) => open(index, users[Math.floor((index - from) / SESSIONS_PER_USER)])),
  )
}
await store.close()
announce({ sessionTokens, refreshTokens } satisfies SeededCredentials)

async function createUser(index: number): Promise<User> {
  const email = normalizeEmail(`user-${index}@example.com`)
  const profile = { firstName: null, lastName: null, username: null, imageUrl: null, locale: null }
  const metadata = { public: {}, private: {}, unsafe: {} }
  const id = newId('user', clock.nowMs(), random)
  const written = await store.users.create(
    { ...profile, id, email, emailVerified: true, passwordHash: null, externalId: null, metadata },
    null,
    context,
  )
  if (written.outcome !== 'written') throw new Error(`the user ${index} was not written: ${written.outcome}`)
  return written.user
}

async function open(index: number, user: User | undefined): Promise<void> {
  if (user === undefined) throw new RangeError(`there is no user for session ${index}`)
  const input: OpenSessionInput = {
    user,
    transport: index % 2 === 0 ? 'token' : 'opaque',
    rememberMe: true,
    knownClient: null,
    keyHash: crypto.sha256(encodeUtf8(`seed ${index}`)),
    dpop: null,
    factors: { firstAtMs: 'now', secondAtMs: null },
    asksSecondFactor: false,
    absoluteFromMs: null,
    once: null,
    actor: null,
    authorizedParty: 'http://localhost',
    method: 'password',
    context,
  }
  const opened = await openSession({ ...parts, sessions: store.sessions, policy: () => PRESETS.web }, input)
  if (opened.outcome !== 'opened') throw new Error(`session ${index} was not opened: ${opened.outcome}`)
  // Pairs of neighbours are kept, so that both transports are.
  if (Math.floor(index / 2) % keepEvery !== 0) return
  const { credential } = opened
  if (credential.transport === 'token') refreshTokens.push(credential.refreshToken.reveal())
  if (credential.transport === 'opaque') sessionTokens.push(credential.sessionToken.reveal())
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index)
}
