/** Exchanges an upstream's token for a session, once. */

import type { ActContext } from '@coatcheck/core'
import { problem } from '../http/problem.ts'
import type { Principal } from '../http/principal.ts'
import type { Server } from '../server.ts'
import type { SignInResult } from '../sign-in/answer.ts'
import { type SignInOptions, transportOf } from '../sign-in/open.ts'
import { exchangeFailed } from './exchange-failed.ts'
import { type ForApplication, openForPerson } from './open-for-person.ts'
import { verifyUpstreamToken } from './verify-upstream-token.ts'

/** What is asked for. */
export type ExchangeRequest = {
  readonly token: string
  readonly options: SignInOptions
  readonly principal: Principal
  readonly context: ActContext
  /** The application that it is exchanged for, where that is to have a grant of it. */
  readonly forApplication?: ForApplication
}

/** Exchanges. Why it failed is told to the event log; the answer is the same for all that is wrong with a token. */
export async function exchange(
  server: Server,
  request: Request,
  asked: ExchangeRequest,
): Promise<SignInResult | Response> {
  const { context, options } = asked
  const token = await verifyUpstreamToken(server, asked.token)
  if (!token.ok) {
    const about = { issuer: token.issuer }
    return await exchangeFailed(server, context, 'upstream_token_invalid', token.reason, about)
  }
  // Under somebody who acts as the user nothing is granted.
  if (token.actor !== null && asked.forApplication !== undefined)
    return await exchangeFailed(
      server,
      context,
      'upstream_token_invalid',
      'actor-not-allowed',
      token.upstream,
    )
  if (token.actor !== null && transportOf(request, options) === 'cookie') {
    return problem('invalid_request', {
      field: 'body.transport',
      detail: 'A session of somebody who acts as the user lives on a client of its own: token or opaque.',
    })
  }
  return await openForPerson(server, request, { ...asked, person: token, takenEmail: 'left-out' })
}
