/** Opens a session for a user whose credential was just checked, and issues its one long-lived credential. */

import { type IssuedCredential, issueOpaque } from '../credential/opaque.ts'
import { makeRefreshToken, REFRESH_SALT_BYTES } from '../credential/refresh-token.ts'
import type { Secret } from '../credential/secret.ts'
import type { ActContext, EventDraft } from '../event/event.ts'
import { type ClientId, newId, newSessionId, type SessionId } from '../id/id.ts'
import type { GrantEvidence, OAuthGrant } from '../oauth/oauth-grant.ts'
import { actingLimits, limitsFor, shortenedLimits, UPSTREAM_ACTING_SECONDS } from '../policy/limits.ts'
import type { SessionPolicy } from '../policy/policy.ts'
import type { RefreshKeys } from '../refresh/refresh-keys.ts'
import type { User } from '../user/user.ts'
import type { Clock } from '../world/clock.ts'
import type { Crypto } from '../world/crypto.ts'
import type { Random } from '../world/random.ts'
import type {
  OpenOutcome,
  OpenSession,
  SessionClient,
  SessionReading,
  SessionStore,
} from './session-store.ts'
import type { DpopKey, LimitDurations, Session, Transport } from './session.ts'

/** What opening a session needs of the world. */
export type OpenSessionDeps = {
  readonly sessions: SessionStore
  readonly clock: Clock
  readonly random: Random
  readonly crypto: Crypto
  readonly refreshKeys: RefreshKeys
  readonly policy: () => SessionPolicy
}

/** A sign-in that has succeeded as far as the credential goes. */
export type OpenSessionInput = {
  readonly user: Pick<User, 'id' | 'epoch'>
  readonly transport: Transport
  readonly rememberMe: boolean
  /** The browser that signs in, if its cookie was good: id and SHA-256 of the secret it showed. */
  readonly knownClient: { readonly id: ClientId; readonly presentedHash: Uint8Array } | null
  /** SHA-256 of the Idempotency-Key: a `token` session opened with one is keyed. */
  readonly keyHash: Uint8Array | null
  readonly dpop: DpopKey | null
  readonly factors: OpenSession['factors']
  readonly asksSecondFactor: boolean
  readonly absoluteFromMs: number | null
  readonly once: OpenSession['once']
  readonly actor: Session['actor']
  /** How long the actor may act, in seconds; as long as those of upstreams unless given. */
  readonly actingSeconds?: number
  /** How long it lives from now on at most, in seconds; as long as the policy says unless given. */
  readonly maxSeconds?: number | undefined
  /** What is told beside the opening. */
  readonly tells?: (sessionId: SessionId, clientId: ClientId) => readonly EventDraft[]
  readonly authorizedParty: string
  readonly method: Session['method']
  /** The grant that it is, with limits of its own. */
  readonly grant?: {
    readonly oauth: OAuthGrant
    readonly limits: LimitDurations
    readonly grantedBy?: GrantEvidence
  }
  readonly context: ActContext
}

/** The credential of a new session, by transport. Shown once. */
export type SessionCredential =
  | { readonly transport: 'cookie'; readonly clientCookie: Secret }
  | { readonly transport: 'token'; readonly refreshToken: Secret }
  | { readonly transport: 'opaque'; readonly sessionToken: Secret }

/** What became of it. */
export type OpenedSession =
  | { readonly outcome: 'opened'; readonly reading: SessionReading; readonly credential: SessionCredential }
  | Extract<OpenOutcome, { outcome: 'user-changed' | 'session-limit' | 'used' }>

/** Opens the session under the policy in force. */
export async function openSession(deps: OpenSessionDeps, input: OpenSessionInput): Promise<OpenedSession> {
  const attempt = await openOn(deps, input, input.knownClient)
  // Two sign-ins of one browser at once: the second one's secret is stale by now, so it gets a client of its own.
  return attempt ?? (await openOn(deps, input, null)) ?? unreachable()
}

async function openOn(
  deps: OpenSessionDeps,
  input: OpenSessionInput,
  known: OpenSessionInput['knownClient'],
): Promise<OpenedSession | null> {
  const nowMs = deps.clock.nowMs()
  const policy = deps.policy()
  const clientId =
    known === null || input.transport !== 'cookie' ? newId('client', nowMs, deps.random) : known.id
  const id = newSessionId(clientId, nowMs, deps.random)
  const cookie = input.transport === 'cookie' ? issueOpaque('client', clientId, deps) : null
  const opaque = input.transport === 'opaque' ? issueOpaque('opaqueSession', id, deps) : null
  const chain =
    input.transport === 'token'
      ? { salt: deps.random.bytes(REFRESH_SALT_BYTES), keyed: input.keyHash !== null, dpop: input.dpop }
      : null

  const ofPolicy = limitsFor(policy, input.transport, input.rememberMe)
  const limits = shortenedLimits(input.grant?.limits ?? ofPolicy, input, nowMs)
  const isOwner = input.actor === null
  // Neither somebody who acts as the user nor an application pushes the user's devices out.
  const isDevice = isOwner && input.grant === undefined
  const result = await deps.sessions.open({
    id,
    userId: input.user.id,
    client: clientOf(clientId, known, cookie),
    transport: input.transport,
    epoch: input.user.epoch,
    limits: isOwner ? limits : actingLimits(limits, input.actingSeconds ?? UPSTREAM_ACTING_SECONDS),
    absoluteFromMs: input.absoluteFromMs,
    factors: input.factors,
    asksSecondFactor: input.asksSecondFactor,
    opaqueHash: opaque?.hash ?? null,
    chain,
    rememberMe: input.rememberMe,
    actor: input.actor,
    authorizedParty: input.authorizedParty,
    method: input.method,
    oauth: input.grant?.oauth ?? null,
    grantedBy: input.grant?.grantedBy ?? null,
    device: input.context.device,
    replaceOtherDevices: isDevice && policy.devices === 'one',
    replaceOtherAccounts: policy.accountsPerBrowser === 'one',
    maxSessions:
      !isDevice || policy.maxSessionsPerUser === null
        ? null
        : { count: policy.maxSessionsPerUser, atLimit: policy.atSessionLimit },
    context: input.context,
    events: input.tells?.(id, clientId) ?? [],
    once: input.once,
  })
  if (result.outcome === 'client-changed') return null
  if (result.outcome !== 'opened') return result
  return { ...result, credential: credentialOf(deps, result.reading, cookie, opaque) }
}

function clientOf(
  id: ClientId,
  known: OpenSessionInput['knownClient'],
  cookie: IssuedCredential | null,
): SessionClient {
  if (cookie === null || known === null) return { kind: 'new', id, secretHash: cookie?.hash ?? null }
  return { kind: 'known', id, presentedHash: known.presentedHash, secretHash: cookie.hash }
}

function credentialOf(
  deps: OpenSessionDeps,
  { session }: SessionReading,
  cookie: IssuedCredential | null,
  opaque: IssuedCredential | null,
): SessionCredential {
  if (cookie !== null) return { transport: 'cookie', clientCookie: cookie.text }
  if (opaque !== null) return { transport: 'opaque', sessionToken: opaque.text }
  return { transport: 'token', refreshToken: firstRefreshToken(deps, session) }
}

/** The first token of a session's refresh chain: the same one as long as nobody has refreshed. */
export function firstRefreshToken(
  deps: Pick<OpenSessionDeps, 'refreshKeys' | 'crypto'>,
  session: Session,
): Secret {
  const { chain } = session
  const secretVersion = deps.refreshKeys.currentVersion
  const key = deps.refreshKeys.key(secretVersion)
  if (chain === null || key === null)
    throw new Error('a token session needs a chain and the current refresh key')
  const { oauth } = session
  const binding = {
    surface: oauth === null ? 'api' : 'oauth',
    oauthClientId: oauth?.clientId ?? null,
    dpopThumbprint: chain.dpop?.thumbprint ?? null,
  } as const
  const parts = { sessionId: session.id, counter: chain.counter, secretVersion, salt: chain.salt }
  return makeRefreshToken(parts, binding, key, deps.crypto)
}

function unreachable(): never {
  throw new Error('a new client has no secret that could have changed')
}
