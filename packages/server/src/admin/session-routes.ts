/** `/api/admin/sessions`: look at sessions and end them. */

import type { SessionEnding } from '@coatcheck/core'
import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { sessionJson, sessionSchema } from '../session/wire.ts'

const params = z.strictObject({ id: idSchema('sess') })

const BY_ADMIN: SessionEnding = { state: 'revoked', reason: 'revoked_by_admin' }

/** Lists sessions. */
export const listAllSessions: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/sessions',
    summary: 'List sessions, newest first',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    query: z.strictObject({
      userId: idSchema('user').optional(),
      status: z.enum(['active', 'ended']).optional().describe('ended: over for whatever reason'),
      ...pageQuery,
    }),
    responses: { 200: { description: 'A page of sessions', schema: pageSchema(sessionSchema) } },
  },
  async ({ server, query }) => {
    const filter = { userId: query.userId ?? null, status: query.status ?? null }
    return pageJson(await server.store.sessions.list(filter, pageRequest(query)), sessionJson)
  },
)

/** Reads one session. */
export const getAnySession: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/sessions/{id}',
    summary: 'Read a session',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    params,
    responses: { 200: { description: 'The session', schema: sessionSchema } },
    errors: ['not_found'],
  },
  async ({ server, params }) => {
    const reading = await server.store.sessions.find(params.id)
    return reading === null ? problem('not_found') : json(200, sessionJson(reading))
  },
)

/** Revokes one session. */
export const revokeSession: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/sessions/{id}',
    summary: 'Revoke a session; one that has ended stays as it is',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'sessions',
    params,
    responses: { 204: { description: 'It has ended' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) => {
    const ended = await server.store.sessions.end({ by: 'id', id: params.id }, BY_ADMIN, context)
    if (ended.length === 0 && (await server.store.sessions.find(params.id)) === null) {
      return problem('not_found')
    }
    return noContent()
  },
)

/** Revokes every session of one user. */
export const revokeSessionsOfUser: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/sessions',
    summary: 'Revoke every session of a user, those being opened right now too',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'sessions',
    query: z.strictObject({ userId: idSchema('user') }),
    responses: {
      200: { description: 'How many sessions ended', schema: z.object({ revoked: z.int() }) },
    },
    errors: ['not_found'],
  },
  async ({ server, query: { userId }, context }) => {
    const how = { reason: 'revoked_by_admin', except: null } as const
    const revoked = await server.store.users.signOutEverywhere(userId, how, context)
    return revoked === null ? problem('not_found') : json(200, { revoked })
  },
)
