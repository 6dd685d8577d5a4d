/** `POST /api/auth/api-keys/verify`: an application's server asks whose an API key is, and what it is for. */

import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { timeJson } from '../session/wire.ts'
import { timeOrNull } from './api-key-schema.ts'
import { useApiKey } from './use-api-key.ts'

const time = z.iso.datetime()

const answerSchema = z
  .discriminatedUnion('active', [
    z.object({ active: z.literal(false) }),
    z.object({
      active: z.literal(true),
      id: z.string(),
      name: z.string(),
      subject: z.string().describe('The user, the organization or the OAuth client that it is of'),
      scopes: z.array(z.string()),
      claims: z.record(z.string(), z.unknown()),
      rateLimit: z.object({ requests: z.number(), perSeconds: z.number() }).nullable(),
      createdAt: time,
      expiresAt: time.nullable(),
      position: z.number().describe('As of which position of the feed this holds'),
    }),
  ])
  .meta({ id: 'ApiKeyAnswer' })

/** Verifies. */
export const verifyKey: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/api-keys/verify',
    summary:
      'Whose an API key is and what it is for, or that it is not good; each call counts as one use of it',
    tag: 'session',
    accepts: ['application'],
    body: z.strictObject({ key: z.string().max(256) }),
    responses: { 200: { description: 'What there is to know', schema: answerSchema } },
    errors: ['rate_limited'],
  },
  async ({ server, body }) => {
    const use = await useApiKey(server, body.key)
    if (use.outcome === 'refused') return json(200, { active: false })
    if (use.outcome === 'limited') return problem('rate_limited', { retryAfterMs: use.retryAfterMs })
    const { key, position } = use.reading
    const { id, name, subject, scopes, claims, rateLimit } = key
    return json(200, {
      active: true,
      id,
      name,
      subject,
      scopes,
      claims,
      rateLimit,
      createdAt: timeJson(key.createdAtMs),
      expiresAt: timeOrNull(key.expiresAtMs),
      position,
    })
  },
)
