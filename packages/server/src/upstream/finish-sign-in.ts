/** Finishes a sign-in at an upstream: what the browser brought back from there, judged before anything is redeemed. */

import { addressBuckets, type ActContext, peekEach, PER_ADDRESS, takeEach } from '@coatcheck/core'
import type { ErrorCode } from '@coatcheck/core/protocol'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { exchangeFailed } from './exchange-failed.ts'
import { redeemCode } from './redeem-code.ts'
import { bindingOf, openState, type SignInState, useState } from './sign-in-state.ts'
import { callbackUrl, type SignInUpstream } from './start-sign-in.ts'
import type { UpstreamPerson } from './verify-upstream-token.ts'

/** What came back. */
export type SignInReturn = {
  readonly state: string
  readonly code: string | null
  /** The upstream names itself (RFC 9207). */
  readonly issuer: string | null
  /** Why the upstream does not go on (RFC 6749 section 4.1.2.1). */
  readonly error: string | null
  /** What only the browser or app that started it knows. */
  readonly mark: string | null
  /** Our own page took it, or a page of the app that brings it. */
  readonly to: 'page' | 'app'
}

/** Who came back, and what for. */
export type FinishedSignIn = { readonly person: UpstreamPerson; readonly state: SignInState }

type Refusal = { readonly code: ErrorCode; readonly reason: string }

/** Finishes it. Only failures count towards the limit of an address. */
export async function finishSignIn(
  server: Server,
  upstream: SignInUpstream,
  returned: SignInReturn,
  context: ActContext,
): Promise<FinishedSignIn | Response> {
  const { rateLimits } = server.store
  const buckets = addressBuckets('exchange', context.device.address, PER_ADDRESS)
  const room = await peekEach(rateLimits, buckets)
  if (room.outcome === 'limited') return problem('rate_limited', { retryAfterMs: room.retryAfterMs })
  const finished = await judge(server, upstream, returned)
  if (!('reason' in finished)) return finished
  await takeEach(rateLimits, buckets)
  const about = { issuer: upstream.issuer }
  return await exchangeFailed(server, context, finished.code, finished.reason, about)
}

async function judge(
  server: Server,
  upstream: SignInUpstream,
  returned: SignInReturn,
): Promise<FinishedSignIn | Refusal> {
  const state = openState(server, upstream, returned.state)
  if (state === null) return invalid('state-unknown')
  // A stranger's browser, or one that was made to follow a stranger's link: whose sign-in this is, is not for it to use.
  if (returned.mark === null || bindingOf(server, returned.mark) !== state.binding)
    return invalid('another-browser')
  const isForPage = state.redirectUri === callbackUrl(server, upstream)
  if (isForPage !== (returned.to === 'page')) return invalid('another-address')
  // Of two upstreams, one could have been made to answer for the other (RFC 9700 section 4.4).
  const names = returned.issuer === null ? !upstream.client.namesIssuer : returned.issuer === upstream.issuer
  if (!names) return invalid('another-issuer')
  if (!(await useState(server, state))) return invalid('state-used-or-expired')
  const { code, error } = returned
  if (error !== null || code === null) {
    const reason = error !== null && ERRORS.has(error) ? error : 'error-unknown'
    return { code: 'upstream_sign_in_refused', reason }
  }
  const redeemed = await redeemCode(server, upstream, state, code)
  return redeemed.ok
    ? { person: { ...redeemed, upstream, opensOnce: returned.state }, state }
    : { code: redeemed.code, reason: redeemed.reason }
}

/** The errors that upstreams name: whatever else comes in the address is not repeated. */
const ERRORS: ReadonlySet<string> = new Set([
  'access_denied',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_response_type',
  'server_error',
  'temporarily_unavailable',
  'login_required',
  'consent_required',
  'interaction_required',
  'application_suspended', // GitHub's own
  'redirect_uri_mismatch',
])

function invalid(reason: string): Refusal {
  return { code: 'upstream_sign_in_invalid', reason }
}
