/** Opens a session for a user who has just proved who they are over HTTP. */

import {
  type ActContext,
  actorOfSession,
  type DpopKey,
  type OpenedSession,
  openSession,
  type OpenSessionInput,
  type Transport,
  type User,
} from '@coatcheck/core'
import { z } from 'zod'
import { askSession, type SessionAttempt, type SessionConsent } from '../hook/ask-session.ts'
import { readDpopKey } from '../http/dpop.ts'
import { idempotencyKeyHash } from '../http/idempotency-key.ts'
import type { Principal } from '../http/principal.ts'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { requestParty } from '../session/mint-token.ts'
import type { SignInResult } from './answer.ts'

/** The members that every sign-in shares. */
export const signInOptions: {
  readonly transport: z.ZodOptional<z.ZodEnum<{ cookie: 'cookie'; token: 'token'; opaque: 'opaque' }>>
  readonly rememberMe: z.ZodOptional<z.ZodBoolean>
  readonly deviceKey: z.ZodOptional<
    z.ZodEnum<{ extractable: 'extractable'; 'non-extractable': 'non-extractable' }>
  >
} = {
  transport: z
    .enum(['cookie', 'token', 'opaque'])
    .optional()
    .describe('How the session is held. Default: cookie when the request has an Origin, else token'),
  rememberMe: z
    .boolean()
    .optional()
    .describe('false: cookies end with the browser, and the session after a day at most. Default true'),
  deviceKey: z
    .enum(['extractable', 'non-extractable'])
    .optional()
    .describe('With a DPoP proof: whether the private key can leave the device'),
}

/** The errors that opening a session can answer. */
export const OPEN_ERRORS: readonly ErrorCode[] = [
  'session_limit_reached',
  'dpop_invalid',
  'client_superseded',
  'hook_refused',
  'hook_failed',
]

/** How a sign-in wants its session. */
export type SignInOptions = {
  readonly transport?: Transport | undefined
  readonly rememberMe?: boolean | undefined
  readonly deviceKey?: 'extractable' | 'non-extractable' | undefined
}

/** What else is known of a sign-in; the default is a password proved just now. */
type SignInFacts = Partial<
  Pick<OpenSessionInput, 'factors' | 'absoluteFromMs' | 'actor' | 'actingSeconds' | 'tells' | 'once'>
>

/** A sign-in that has proved who it is. */
export type SignIn = {
  readonly user: User
  readonly method: SessionAttempt['method']
  readonly principal: Principal
  readonly options: SignInOptions
  readonly context: ActContext
  readonly facts?: SignInFacts
}

/** The transport that a request asks for. */
export function transportOf(request: Request, options: SignInOptions): Transport {
  return options.transport ?? (request.headers.has('origin') ? 'cookie' : 'token')
}

/** Whether a sign-in would set cookies. */
export function signInSetsCookies(request: Request, body: { readonly [member: string]: unknown }): boolean {
  return (body['transport'] ?? (request.headers.has('origin') ? 'cookie' : 'token')) === 'cookie'
}

/** Asks the hooks whether the session may be opened. To be called before anything is written. */
export function consentTo(
  server: Server,
  request: Request,
  input: Pick<SignIn, 'method' | 'options' | 'context' | 'facts'> & Pick<SessionAttempt, 'user'>,
): Promise<SessionConsent | Response> {
  const { user, method, options, context, facts } = input
  return askSession(server, {
    user,
    method,
    transport: transportOf(request, options),
    rememberMe: options.rememberMe ?? true,
    actor: facts?.actor ?? null,
    authorizedParty: requestParty(server, request, server.settings.url),
    context,
  })
}

/** Opens the session, if the hooks let it. */
export async function openForRequest(
  server: Server,
  request: Request,
  input: SignIn,
): Promise<SignInResult | Response> {
  const proof = await readProof(server, request, input.options)
  if (proof instanceof Response) return proof
  const consent = await consentTo(server, request, input)
  return consent instanceof Response ? consent : await openProved(server, request, input, { proof, consent })
}

/** What has to be there before a session is opened. */
export type ReadyToOpen = { readonly proof: SignInProof; readonly consent: SessionConsent }

/** Opens the session of a request whose proof was read, and whose hooks were asked, before. */
export async function openProved(
  server: Server,
  request: Request,
  input: SignIn,
  ready: ReadyToOpen,
): Promise<SignInResult | Response> {
  const opened = await attemptOpen(server, request, input, ready)
  switch (opened.outcome) {
    case 'opened':
      return signedIn(input.user, opened, ready.consent)
    case 'used':
      throw new Error('nothing of this sign-in was to be used once')
    case 'user-changed':
      return problem('credentials_invalid')
    case 'session-limit':
      return problem('session_limit_reached')
  }
}

/** What an opened session gives to answer with. */
export function signedIn(
  user: User,
  opened: Extract<OpenedSession, { outcome: 'opened' }>,
  { hooked }: SessionConsent,
): SignInResult {
  const now = { ...user, lastSignInAtMs: opened.reading.nowMs, deletionAtMs: null }
  return { user: now, hooked, ...opened }
}

/** What a sign-in brings beside the credential that it checks. */
export type SignInProof = {
  readonly transport: Transport
  readonly keyHash: Uint8Array | null
  readonly dpop: DpopKey | null
}

/** Reads it, which uses a DPoP proof up. */
export async function readProof(
  server: Server,
  request: Request,
  options: SignInOptions,
): Promise<SignInProof | Response> {
  const transport = transportOf(request, options)
  const keyHash = idempotencyKeyHash(server, request)
  if (keyHash instanceof Response) return keyHash
  const dpop = transport === 'token' ? await readDpopKey(server, request, options.deviceKey) : null
  return dpop instanceof Response ? dpop : { transport, keyHash, dpop }
}

/** Opens the session, and leaves it to the caller what to make of it when it was not opened. */
export async function attemptOpen(
  server: Server,
  request: Request,
  input: SignIn,
  { proof, consent }: ReadyToOpen,
): Promise<OpenedSession> {
  const { user, method, principal, options, facts = {} } = input
  const actor = facts.actor ?? null
  return await openSession(
    { ...server, sessions: server.store.sessions },
    {
      ...proof,
      user,
      rememberMe: options.rememberMe ?? true,
      knownClient:
        principal.kind === 'browser'
          ? { id: principal.client.id, presentedHash: principal.presentedHash }
          : null,
      factors: facts.factors ?? { firstAtMs: 'now', secondAtMs: null },
      asksSecondFactor: facts.factors === undefined, // whose word counts for the factors decided about them
      absoluteFromMs: facts.absoluteFromMs ?? null,
      once: facts.once ?? null,
      actor,
      maxSeconds: consent.maxSeconds,
      ...(facts.actingSeconds !== undefined && { actingSeconds: facts.actingSeconds }),
      ...(facts.tells !== undefined && { tells: facts.tells }),
      authorizedParty: requestParty(server, request, server.settings.url),
      method,
      context: { ...input.context, actor: actorOfSession({ userId: user.id, actor }) },
    },
  )
}
