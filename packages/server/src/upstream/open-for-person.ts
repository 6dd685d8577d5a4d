/** Opens a session for a person whom an upstream vouches for, however they came: by a token, or by signing in there. */

import { type ActContext, limitsFor, type OpenSessionInput } from '@coatcheck/core'
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
import { exchangeFailed } from './exchange-failed.ts'
import { openOnce } from './open-once.ts'
import { sessionStands } from './upstream-sessions.ts'
import { type TakenEmail, upstreamUser } from './upstream-user.ts'
import type { UpstreamPerson } from './verify-upstream-token.ts'

/** Who comes, and what for. */
export type PersonRequest = {
  readonly person: UpstreamPerson
  readonly takenEmail: TakenEmail
  readonly options: SignInOptions
  readonly principal: Principal
  readonly context: ActContext
  readonly forApplication?: ForApplication
}

/** An application that gets a grant of the session. */
export type ForApplication = {
  readonly grant: NonNullable<OpenSessionInput['grant']>
  /** Its `client_id`. */
  readonly authorizedParty: string
  /** What was read of the request. */
  readonly proof: SignInProof
}

/** Opens it. Why it failed is told to the event log. */
export async function openForPerson(
  server: Server,
  request: Request,
  asked: PersonRequest,
): Promise<SignInResult | Response> {
  const { person, context, options } = asked
  const about = { issuer: person.upstream.issuer, subject: person.subject }
  if (await signedInTooLongAgo(server, request, person, options)) {
    return await exchangeFailed(server, context, 'upstream_token_invalid', 'sign-in-too-old', about)
  }
  const { forApplication } = asked
  // What is wrong with the request must not leave an account.
  const proof = forApplication?.proof ?? (await readProof(server, request, options))
  if (proof instanceof Response) return proof
  const facts = {
    actor: person.actor,
    ...(forApplication !== undefined && {
      grant: forApplication.grant,
      authorizedParty: forApplication.authorizedParty,
    }),
  }
  const signIn = { ...asked, method: 'upstream', facts } as const
  const found = await upstreamUser(server, asked, (user) => consentTo(server, request, { ...signIn, user }))
  if (found instanceof Response) return found
  if ('refused' in found) return await exchangeFailed(server, context, found.refused, found.refused, about)

  const { user, consent } = found
  const ofUser = { ...about, userId: user.id }
  const opened = await openOnce(server, request, { ...signIn, user }, person, { proof, consent })
  if (opened instanceof Response) return opened
  switch (opened.outcome) {
    case 'opened':
      return (await sessionStands(server, person, opened.reading.session, context))
        ? signedIn(user, opened, consent)
        : await exchangeFailed(server, context, 'upstream_token_invalid', 'ended-upstream', ofUser)
    case 'used':
      return await exchangeFailed(server, context, 'upstream_token_used', 'token-used', ofUser)
    case 'user-changed':
      return await exchangeFailed(server, context, 'upstream_token_invalid', 'user-not-enabled', ofUser)
    case 'session-limit':
      return problem('session_limit_reached')
  }
}

/** Whether the absolute limit, counted from the sign-in upstream, has passed already. */
async function signedInTooLongAgo(
  server: Server,
  request: Request,
  { signedInAtMs }: UpstreamPerson,
  options: SignInOptions,
): Promise<boolean> {
  if (signedInAtMs === null) return false
  const limits = limitsFor(server.policy(), transportOf(request, options), options.rememberMe ?? true)
  return signedInAtMs + limits.absoluteMs <= (await server.store.nowMs())
}
