/** What everybody may read: the public keys, the health of the server, and the description of the API. */

import { JWKS_MAX_AGE_SECONDS } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type ResponseDefinition, type Route } from '../http/route.ts'
import type { PublishedKeySet } from '../signing/key-ring.ts'

/** What a key set looks like in the description of the API. */
export const keySetResponse: ResponseDefinition = {
  description: 'A JSON Web Key Set',
  schema: z.object({ keys: z.array(z.record(z.string(), z.string())) }),
}

/** The public keys that session tokens verify with (RFC 7517). */
export const keySet: Route = defineRoute(
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    summary: 'The public keys that tokens verify with',
    tag: 'discovery',
    accepts: ['none'],
    responses: { 200: keySetResponse },
  },
  async ({ server }) => keySetAnswer(server.keyRing.publicKeys()),
)

/** Answers with keys: everybody may read them, and keep them for a while. */
export function keySetAnswer(keys: PublishedKeySet): Response {
  return new Response(JSON.stringify(keys), {
    headers: {
      'content-type': 'application/json',
      'cache-control': `public, max-age=${JWKS_MAX_AGE_SECONDS}`,
      'access-control-allow-origin': '*',
    },
  })
}

/** Whether the process answers at all. */
export const health: Route = defineRoute(
  {
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process is alive',
    tag: 'discovery',
    accepts: ['none'],
    responses: { 200: { description: 'It is', schema: z.object({ status: z.literal('ok') }) } },
  },
  async () => json(200, { status: 'ok' }),
)

/** Whether requests can be served: the store can be written. */
export const readiness: Route = defineRoute(
  {
    method: 'get',
    path: '/readyz',
    summary: 'Whether the server can serve requests',
    tag: 'discovery',
    accepts: ['none'],
    responses: { 200: { description: 'It can', schema: z.object({ status: z.literal('ready') }) } },
    errors: ['store_unavailable'],
  },
  async ({ server }) => {
    try {
      await server.store.check()
    } catch (error) {
      server.logger.error({ err: error }, 'the store cannot be written')
      return problem('store_unavailable', { retryAfterMs: 1000 })
    }
    return json(200, { status: 'ready' })
  },
)
