/** `/api/admin/upstreams`: read, change and delete the issuers whose tokens can be exchanged for a session. */

import type { ActContext, AppId } from '@coatcheck/core'
import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { upstreamJson, upstreamSchema } from '../upstream/upstream-json.ts'
import { upstreamMembers } from '../upstream/upstream-schema.ts'
import { type SaidOfUpstream, writeUpstream } from '../upstream/write-upstream.ts'

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
    json(200, {
      data: (await server.store.upstreams.list()).map((one) => upstreamJson(server, one)),
      nextCursor: null,
    }),
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
    const upstream = await server.store.upstreams.find(params.id)
    return upstream === null ? problem('not_found') : json(200, upstreamJson(server, upstream))
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
  async ({ server, params, body, context }) => await write(server, params.id, body, context, false),
)

/** Asks an upstream anew where its keys and endpoints are. */
export const refreshUpstream: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/upstreams/{id}/refresh',
    summary: 'Pin what the upstream says of its keys and endpoints now, by OpenID Connect discovery',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    params,
    responses: { 200: upstreamAnswer },
    errors: ['not_found'],
  },
  async ({ server, params, context }) => await write(server, params.id, {}, context, true),
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

async function write(
  server: Server,
  id: AppId,
  said: SaidOfUpstream,
  context: ActContext,
  refreshed: boolean,
): Promise<Response> {
  const { upstreams } = server.store
  const current = await upstreams.find(id)
  if (current === null) return problem('not_found')
  const written = await writeUpstream(server, current, current, said, refreshed)
  if (written instanceof Response) return written
  const upstream = await upstreams.update(id, written, context)
  return upstream === null ? problem('not_found') : json(200, upstreamJson(server, upstream))
}
