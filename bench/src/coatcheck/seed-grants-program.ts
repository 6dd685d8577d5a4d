/** `seed-grants-program.ts <database URL> <codes>`: makes OAuth clients, their grants, codes to redeem, and API keys. */

import {
  grantLimits,
  issueOpaque,
  newId,
  normalizeEmail,
  OAUTH_CLIENT_DEFAULTS,
  openSession,
  PRESETS,
  type ActContext,
  type NewOAuthClient,
  type OpenSessionInput,
  type Session,
  type User,
} from '@coatcheck/core'
import { systemClock } from '../../../packages/server/src/crypto/node-crypto.ts'
import { CODE_CHALLENGE, OAUTH_SCOPE, REDIRECT_URI, RESOURCE } from '../load/oauth-requests.ts'
import { announce } from '../process/announce.ts'
import type { SeededGrants } from './seed.ts'
import { openServerParts } from './server-parts.ts'

/** So many that none has more grants of an application than people have. */
const USERS = 4096
/** Refresh chains: at 60 refreshes a chain and minute, enough for a whole run within the rate limit. */
const CHAINS = 4096
/** Few enough that each is asked about many times a minute: its last use is written once in that time. */
const API_KEYS = 256
/** Opened at once, so that they share commits. */
const BATCH = 256
/** Codes live a minute, a run lives longer: a clock that is ahead makes them. */
const CODES_AHEAD_MS = 60 * 60 * 1000

const CONTEXT: ActContext = {
  actor: { kind: 'system' },
  device: { address: '127.0.0.1', userAgent: 'bench' },
}

const [databaseUrl = '', codeCount = '0'] = process.argv.slice(2)
const secret = process.env['COATCHECK_SECRET'] ?? ''
const parts = await openServerParts(databaseUrl, secret)
const { store, random, clock } = parts

const app = newClient({ name: 'app', type: 'public', authMethod: 'none', serves: [] })
const api = newClient({
  name: 'api',
  type: 'confidential',
  authMethod: 'client_secret_basic',
  serves: [RESOURCE],
})
const apiSecret = issueOpaque('appSecret', api.id, parts)
await store.oauthScopes.put({ name: OAUTH_SCOPE, description: 'call the API' }, CONTEXT)
await store.oauthClients.create(app, CONTEXT)
await store.oauthClients.create({ ...api, secretHash: apiSecret.hash }, CONTEXT)

const users = await inBatches(USERS, createUser)
const sessions = await inBatches(USERS, async (index) => (await open(index)).reading.session)
const refreshTokens = await inBatches(CHAINS, openChain)
const apiKeys = await inBatches(API_KEYS, createApiKey)
const backendId = newId('key', clock.nowMs(), random)
const backendKey = issueOpaque('backendKey', backendId, parts)
await store.accessKeys.create(
  { id: backendId, kind: 'backend', name: 'bench', scopes: [], authorizedParty: null, hash: backendKey.hash },
  CONTEXT,
)
await store.close()

const ahead = await openServerParts(databaseUrl, secret, {
  nowMs: () => systemClock.nowMs() + CODES_AHEAD_MS,
})
const codes = await inBatches(Number(codeCount), createCode)
await ahead.store.close()
announce({
  publicClientId: app.clientId,
  introspector: `Basic ${Buffer.from(`${api.clientId}:${apiSecret.text.reveal()}`).toString('base64')}`,
  codes,
  refreshTokens,
  backendKey: backendKey.text.reveal(),
  apiKeys,
} satisfies SeededGrants)

function newClient(
  settings: Pick<NewOAuthClient, 'name' | 'type' | 'authMethod' | 'serves'>,
): NewOAuthClient {
  const id = newId('app', clock.nowMs(), random)
  return {
    ...OAUTH_CLIENT_DEFAULTS,
    ...settings,
    id,
    clientId: id,
    registration: 'admin',
    redirectUris: [REDIRECT_URI],
    scopes: [OAUTH_SCOPE],
    resources: [RESOURCE],
    firstParty: true,
    algorithm: 'ES256',
    secretHash: null,
    registrationHash: null,
  }
}

async function createUser(index: number): Promise<User> {
  const email = normalizeEmail(`granter-${index}@example.com`)
  const profile = { firstName: null, lastName: null, username: null, imageUrl: null, locale: null }
  const metadata = { public: {}, private: {}, unsafe: {} }
  const id = newId('user', clock.nowMs(), random)
  const written = await store.users.create(
    { ...profile, id, email, emailVerified: true, passwordHash: null, externalId: null, metadata },
    null,
    CONTEXT,
  )
  if (written.outcome !== 'written') throw new Error(`the user ${index} was not written: ${written.outcome}`)
  return written.user
}

async function open(index: number, grant?: OpenSessionInput['grant']) {
  const opened = await openSession(
    { ...parts, sessions: store.sessions, policy: () => PRESETS.web },
    {
      user: of(users, index),
      transport: grant === undefined ? 'opaque' : 'token',
      rememberMe: true,
      knownClient: null,
      keyHash: null,
      dpop: null,
      factors: { firstAtMs: 'now', secondAtMs: null },
      asksSecondFactor: false,
      absoluteFromMs: null,
      once: null,
      actor: null,
      authorizedParty: grant === undefined ? 'http://localhost' : app.clientId,
      method: 'password',
      ...(grant !== undefined && { grant }),
      context: CONTEXT,
    },
  )
  if (opened.outcome !== 'opened') throw new Error(`session ${index} was not opened: ${opened.outcome}`)
  return opened
}

async function openChain(index: number): Promise<string> {
  const { credential } = await open(index, {
    oauth: {
      clientId: app.id,
      scopes: [OAUTH_SCOPE],
      resources: [RESOURCE],
      organizationId: null,
      parentId: of(sessions, index).id,
    },
    limits: grantLimits(PRESETS.web, app, null),
  })
  if (credential.transport !== 'token') throw new Error('a grant came without a refresh token')
  return credential.refreshToken.reveal()
}

async function createApiKey(index: number): Promise<string> {
  const user = of(users, index)
  const id = newId('key', clock.nowMs(), random)
  const { text, hash } = issueOpaque('apiKey', id, parts)
  const creation = await store.apiKeys.create(
    {
      id,
      hash,
      subject: user.id,
      createdBy: user.id,
      name: `key ${index}`,
      description: null,
      scopes: ['read', 'write'],
      claims: {},
      rateLimit: null,
      lifetimeMs: null,
    },
    CONTEXT,
  )
  if (creation.outcome !== 'created') throw new Error(`API key ${index} was not made: ${creation.outcome}`)
  return text.reveal()
}

async function createCode(index: number): Promise<string> {
  const session: Session = of(sessions, index)
  const id = newId('tkt', clock.nowMs(), random)
  const { text, hash } = issueOpaque('ticket', id, parts)
  const isKept = await ahead.store.authorizationCodes.create({
    id,
    hash,
    clientId: app.id,
    userId: session.userId,
    epoch: of(users, index).epoch,
    sessionId: session.id,
    endsWithSession: true,
    redirectUri: REDIRECT_URI,
    codeChallenge: CODE_CHALLENGE,
    scopes: [OAUTH_SCOPE],
    resources: [RESOURCE],
    organizationId: null,
    nonce: null,
    dpopThumbprint: null,
    factors: session.factors,
    method: session.method,
  })
  if (!isKept) throw new Error(`the session of code ${index} is over`)
  return text.reveal()
}

function of<T>(list: readonly T[], index: number): T {
  const item = list[index % USERS]
  if (item === undefined) throw new RangeError(`there is no user for ${index}`)
  return item
}

async function inBatches<T>(count: number, make: (index: number) => Promise<T>): Promise<readonly T[]> {
  const made: T[] = []
  while (made.length < count) {
    const indexes = Array.from({ length: Math.min(BATCH, count - made.length) }, (_, i) => made.length + i)
    made.push(...(await Promise.all(indexes.map(make))))
  }
  return made
}
