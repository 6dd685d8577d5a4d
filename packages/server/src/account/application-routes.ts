/** The applications that a person let in: see them, send one away. */

import { parseId } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { optionalTime, timeJson } from '../session/wire.ts'
import { ownApplications } from './own-applications.ts'

const time = z.iso.datetime().describe('RFC 3339, UTC')

const applicationSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    logoUri: z.string().nullable(),
    clientUri: z.string().nullable(),
    firstParty: z.boolean().describe('One of our own: nobody was asked'),
    scopes: z.array(z.string()),
    createdAt: time.describe('When it was let in'),
    lastUsedAt: time.nullable().describe('When it last got tokens; null when it holds none'),
  })
  .meta({ id: 'Application' })

/** Lists them. */
export const listApplications: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/applications',
    summary: 'The applications that this user let in',
    tag: 'account',
    accepts: ['client-cookie', 'session-token'],
    responses: {
      200: {
        description: 'Those with a consent or a living grant, the one used last first',
        schema: z.object({ data: z.array(applicationSchema), nextCursor: z.null() }),
      },
    },
  },
  async ({ server, principal }) => {
    const applications = await ownApplications(server, principal.reading.session.userId)
    const data = applications.map(({ client, scopes, sinceMs, lastUsedAtMs }) => ({
      id: client.id,
      name: client.name,
      logoUri: client.logoUri,
      clientUri: client.clientUri,
      firstParty: client.firstParty,
      scopes,
      createdAt: timeJson(sinceMs),
      lastUsedAt: optionalTime(lastUsedAtMs),
    }))
    return json(200, { data, nextCursor: null })
  },
)

/** Sends one away. */
export const revokeApplication: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/applications/{id}',
    summary: 'Take back what an application was granted',
    tag: 'account',
    accepts: ['client-cookie', 'refresh-token'],
    params: z.object({ id: z.string().max(64) }),
    body: z.object({ refreshToken: z.string().max(200).optional() }),
    responses: { 204: { description: 'It is forgotten, and all that it held has ended' } },
    errors: ['not_found', ...proofErrors('own')],
  },
  async (input) => {
    const { server, params, context } = input
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const id = parseId('app', params.id)
    const { userId } = proved.reading.session
    const wasThere =
      id !== null && (await server.store.oauthConsents.revoke(userId, id, asUser(context, proved.reading)))
    return wasThere ? noContent() : problem('not_found')
  },
)
