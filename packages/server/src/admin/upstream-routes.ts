/** `/api/admin/upstreams`: read, change and delete the issuers whose tokens can be exchanged for a session. */

import type { AppId, Upstream } from '@coatcheck/core'
import { z } from 'zod'
import { given } from '../http/given.ts'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { missingMember, upstreamJson, upstreamMembers, upstreamSchema } from '../upstream/upstream-schema.ts'

const params = z.strictObject({ id: idSchema('app') })
const upstreamAnswer = { description: 'The upstream', schema: upstreamSchema }

/** Lists upstreams. */
export const listUpstreams: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/upstreams',
    summary: 'List upstreams',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    responses: {
      200: {
        description: 'All of them',
        schema: z.object({ data: z.array(upstreamSchema), nextCursor: z.null() }),
      },
    },
  },
  async ({ server }) =>
    json(200, { data: (await server.store.upstreams.list()).map(upstreamJson), nextCursor: null }),
)

/** Reads one upstream. */
export const getUpstream: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/upstreams/{id}',
    summary: 'Read an upstream',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    params,
    responses: { 200: upstreamAnswer },
    errors: ['not_found'],
  },
  async ({ server, params }) => {
    const upstream = await findUpstream(server, params.id)
    return upstream === null ? problem('not_found') : json(200, upstreamJson(upstream))
  },
)

/** Changes an upstream. Its issuer and kind are what it is: for another one, make another. */
export const updateUpstream: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/admin/upstreams/{id}',
    summary: 'Change an upstream',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    params,
    body: z.strictObject(upstreamMembers),
    responses: { 200: upstreamAnswer },
    errors: ['not_found'],
  },
  async ({ server, params, body, context }) => {
    const current = await findUpstream(server, params.id)
    if (current === null) return problem('not_found')
    const patch = given(body)
    const missing = missingMember({ ...current, ...patch })
    if (missing !== null) {
      return problem('invalid_request', { field: `body.${missing.member}`, detail: missing.detail })
    }
    const upstream = await server.store.upstreams.update(params.id, patch, context)
    return upstream === null ? problem('not_found') : json(200, upstreamJson(upstream))
  },
)

/** Deletes an upstream. */
export const deleteUpstream: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/upstreams/{id}',
    summary: 'Delete an upstream: its tokens are no longer taken; sessions and users stay',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    params,
    responses: { 204: { description: 'Deleted' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) =>
    (await server.store.upstreams.delete(params.id, context)) ? noContent() : problem('not_found'),
)

async function findUpstream(server: Server, id: AppId): Promise<Upstream | null> {
  return (await server.store.upstreams.list()).find((upstream) => upstream.id === id) ?? null
}
