/** `GET /api/admin/events`: the record of what happened. */

import { EVENT_TYPES, type SecurityEvent } from '@coatcheck/core'
import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { timeJson } from '../session/wire.ts'

const typeSchema = z.enum(EVENT_TYPES).meta({ id: 'EventType' })

const eventSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    type: typeSchema,
    outcome: z.enum(['success', 'failure']),
    actor: z.object({
      kind: z.enum(['user', 'admin', 'system', 'anonymous']),
      id: z.string().optional().describe('The user or the admin key'),
      by: z.string().optional().describe('Who acted as the user, if somebody else did'),
    }),
    userId: z.string().nullable(),
    sessionId: z.string().nullable(),
    clientId: z.string().nullable(),
    device: z.object({ address: z.string().nullable(), userAgent: z.string().nullable() }),
    reason: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' })

/** Lists events. */
export const listEvents: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/events',
    summary: 'List security events, newest first',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    query: z.strictObject({
      userId: idSchema('user').optional(),
      sessionId: idSchema('sess').optional(),
      type: typeSchema.optional(),
      ...pageQuery,
    }),
    responses: { 200: { description: 'A page of events', schema: pageSchema(eventSchema) } },
  },
  async ({ server, query }) => {
    const filter = {
      userId: query.userId ?? null,
      sessionId: query.sessionId ?? null,
      type: query.type ?? null,
    }
    return pageJson(await server.store.events.list(filter, pageRequest(query)), eventJson)
  },
)

function eventJson({ atMs, ...event }: SecurityEvent): Record<string, unknown> {
  return { ...event, at: timeJson(atMs) }
}
