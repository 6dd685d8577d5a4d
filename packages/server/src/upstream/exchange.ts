/** Exchanges an upstream's token for a session, once. */

import { type ActContext, draftEvent, limitsFor, type OpenSessionInput, type User } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { problem } from '../http/problem.ts'
import type { Principal } from '../http/principal.ts'
import type { Server } from '../server.ts'
import type { SignInResult } from '../sign-in/answer.ts'
import {
  consentTo,
  readProof,
  signedIn,
  type SignInOptions,
  type SignInProof,
  transportOf,
} from '../sign-in/open.ts'
import { openOnce } from './open-once.ts'
import { upstreamUser } from './upstream-user.ts'
import { type VerifiedUpstreamToken, verifyUpstreamToken } from './verify-upstream-token.ts'

/** What is asked for. */
export type ExchangeRequest = {
  readonly token: string
  readonly options: SignInOptions
  readonly principal: Principal
  readonly context: ActContext
  /** What else is read of the request, where somebody else has read it. */
  readonly proof?: SignInProof
  /** The grant of an application that it is exchanged for, and that application. */
  readonly grant?: OpenSessionInput['grant']
  readonly authorizedParty?: string
}

/** Exchanges. Why it failed is told to the event log; the answer is the same for all that is wrong with a token. */
export async function exchange(
  server: Server,
  request: Request,
  asked: ExchangeRequest,
): Promise<SignInResult | Response> {
  const { context, options } = asked
  const token = await verifyUpstreamToken(server, asked.token)
  if (!token.ok)
    return await fail(server, context, 'upstream_token_invalid', token.reason, { issuer: token.issuer })
  const about = { issuer: token.upstream.issuer, subject: token.subject }
  if (token.actor !== null && transportOf(request, options) === 'cookie') {
    return problem('invalid_request', {
      field: 'body.transport',
      detail: 'A session of somebody who acts as the user lives on a client of its own: token or opaque.',
    })
  }
  if (await signedInTooLongAgo(server, request, token, options)) {
    return await fail(server, context, 'upstream_token_invalid', 'sign-in-too-old', about)
  }
  const proof = asked.proof ?? (await readProof(server, request, options)) // what is wrong with the request must not leave an account
  if (proof instanceof Response) return proof
  const { grant, authorizedParty } = asked
  const facts = {
    actor: token.actor,
    ...(grant !== undefined && { grant }),
    ...(authorizedParty !== undefined && { authorizedParty }),
  }
  const signIn = { ...asked, method: 'upstream', facts } as const
  const found = await upstreamUser(server, token, context, (user) =>
    consentTo(server, request, { ...signIn, user }),
  )
  if (found instanceof Response) return found
  if ('refused' in found) return await fail(server, context, found.refused, found.refused, about)

  const { user, consent } = found
  const opened = await openOnce(server, request, { ...signIn, user }, token, { proof, consent })
  if (opened instanceof Response) return opened
  switch (opened.outcome) {
    case 'opened':
      return signedIn(user, opened, consent)
    case 'used':
      return await fail(server, context, 'upstream_token_used', 'token-used', { ...about, userId: user.id })
    case 'user-changed':
      return await fail(server, context, 'upstream_token_invalid', 'user-not-enabled', {
        ...about,
        userId: user.id,
      })
    case 'session-limit':
      return problem('session_limit_reached')
  }
}

/** Whether the absolute limit, counted from the sign-in upstream, has passed already. */
async function signedInTooLongAgo(
  server: Server,
  request: Request,
  { signedInAtMs }: VerifiedUpstreamToken,
  options: SignInOptions,
): Promise<boolean> {
  if (signedInAtMs === null) return false
  const limits = limitsFor(server.policy(), transportOf(request, options), options.rememberMe ?? true)
  return signedInAtMs + limits.absoluteMs <= (await server.store.nowMs())
}

async function fail(
  server: Server,
  context: ActContext,
  code: ErrorCode,
  reason: string,
  about: { readonly issuer: string | null; readonly subject?: string; readonly userId?: User['id'] },
): Promise<Response> {
  const { userId = null, issuer, subject = null } = about
  const details = { issuer: issuer?.slice(0, 256) ?? null, subject }
  const draft = { outcome: 'failure', userId, reason, details } as const
  await server.store.events.append([draftEvent(context, 'exchange.failed', draft)])
  return problem(code)
}
