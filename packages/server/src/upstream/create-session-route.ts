/** `POST /api/auth/create-session`: an upstream's token for a session of our own. */

import { addressBuckets, peekEach, PER_ADDRESS, takeEach } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { signInAnswer, signInSchema } from '../sign-in/answer.ts'
import { OPEN_ERRORS, signInOptions } from '../sign-in/open.ts'
import { exchange } from './exchange.ts'

/** Exchanges an upstream's token. */
export const createSession: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/create-session',
    summary: "Exchange an upstream's token for a session; each token works once",
    tag: 'sign-in',
    accepts: ['none', 'browser'],
    toleratesEnded: true,
    setsCookies: (_request, body) => body['transport'] === 'cookie',
    body: z.object({
      token: z.string().min(1).max(16_384).describe('A Clerk or Supabase session token, or an id_token'),
      ...signInOptions,
      transport: signInOptions.transport.describe('How the session is held. Default: opaque'),
    }),
    responses: { 200: { description: 'Signed in', schema: signInSchema } },
    errors: [
      'upstream_token_invalid',
      'upstream_token_used',
      'sign_up_closed',
      'email_domain_not_allowed',
      'rate_limited',
      ...OPEN_ERRORS,
    ],
  },
  async ({ server, request, principal, body, context }) => {
    // Only failures count, so that an application's server can exchange for all its users from one address.
    const { rateLimits } = server.store
    const buckets = addressBuckets('exchange', context.device.address, PER_ADDRESS)
    const room = await peekEach(rateLimits, buckets)
    if (room.outcome === 'limited') return problem('rate_limited', { retryAfterMs: room.retryAfterMs })
    const options = { ...body, transport: body.transport ?? 'opaque' }
    const exchanged = await exchange(server, request, { token: body.token, options, principal, context })
    if (!(exchanged instanceof Response)) return await signInAnswer(server, 200, exchanged)
    await takeEach(rateLimits, buckets)
    return exchanged
  },
)
