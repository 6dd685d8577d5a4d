/** `/playground/api/accounts`, `.../credentials`: demo accounts, to be signed in with like any other account. */

import { addressBuckets, BY_SYSTEM, REGISTRATIONS_PER_ADDRESS, takeEach } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { demoCredentials, draftDemoAccount } from './demo-account.ts'
import { demoAccountOf } from './demo-session.ts'
import { PLAYGROUND_PATHS } from './playground-paths.ts'

const answer = {
  description: 'What to sign in with',
  schema: z.object({ email: z.string(), password: z.string() }),
}

/** Makes a demo account. */
export const createDemoAccount: Route = defineRoute(
  {
    method: 'post',
    path: `${PLAYGROUND_PATHS.api}/accounts`,
    summary: 'Make a demo account',
    tag: 'discovery',
    accepts: ['none'],
    responses: { 201: answer },
    errors: ['rate_limited', 'server_busy'],
  },
  async ({ server, context }) => {
    const buckets = addressBuckets('register', context.device.address, REGISTRATIONS_PER_ADDRESS)
    const taken = await takeEach(server.store.rateLimits, buckets)
    if (taken.outcome === 'limited') return problem('rate_limited', { retryAfterMs: taken.retryAfterMs })
    const draft = draftDemoAccount(server)
    const credentials = demoCredentials(server, draft)
    const hashed = await server.passwords.hash(credentials.password)
    if (hashed.outcome === 'busy')
      return problem('server_busy', { retryAfterMs: hashed.retryAfterSeconds * 1000 })
    await server.store.users.create({ ...draft, passwordHash: hashed.hash }, null, BY_SYSTEM)
    return json(201, credentials)
  },
)

/** Tells what the signed-in demo account signs in with, for its second device. */
export const readDemoCredentials: Route = defineRoute(
  {
    method: 'post',
    path: `${PLAYGROUND_PATHS.api}/credentials`,
    summary: 'What the demo account of this session signs in with',
    tag: 'discovery',
    // Never a session token: what lives a minute buys nothing that lasts.
    accepts: ['client-cookie'],
    responses: { 200: answer },
    errors: ['not_found'],
  },
  async ({ server, principal }) => {
    const user = await demoAccountOf(server, principal)
    return user instanceof Response ? user : json(200, demoCredentials(server, user))
  },
)
