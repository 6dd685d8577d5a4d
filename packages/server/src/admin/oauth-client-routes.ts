/** `/api/admin/oauth-clients`: the applications that get tokens by OAuth, and what each of them may do. */

import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { clientJson, clientMembers, clientSchema, clientTypeSchema } from '../oauth/client-schema.ts'
import { createClient, replaceSecret, updateClient } from '../oauth/write-client.ts'

const MAX_FORMER_SECONDS = 7 * 24 * 60 * 60

const params = z.strictObject({ id: idSchema('app') })
const clientAnswer = { description: 'The client', schema: clientSchema }
const { name, ...otherMembers } = clientMembers

const list: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/oauth-clients',
    summary: 'List OAuth clients, newest first',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of them', schema: pageSchema(clientSchema) } },
  },
  async ({ server, query }) =>
    pageJson(await server.store.oauthClients.list(pageRequest(query)), (client) => clientJson(client)),
)

const create: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/oauth-clients',
    summary: 'Make an OAuth client; its secret comes this once',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'clients',
    body: z.strictObject({
      name: z.string().max(100).describe('What people see on the consent page'),
      type: clientTypeSchema.describe('confidential: it can keep a secret, as a server can'),
      ...otherMembers,
    }),
    responses: { 201: { description: 'The new client', schema: clientSchema } },
    errors: ['not_found'],
  },
  async ({ server, body, context }) => {
    const written = await createClient(server, body, context)
    return written instanceof Response ? written : json(201, clientJson(written.client, written.secret))
  },
)

const get: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/oauth-clients/{id}',
    summary: 'Read an OAuth client',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    params,
    responses: { 200: clientAnswer },
    errors: ['not_found'],
  },
  async ({ server, params }) => {
    const known = await server.store.oauthClients.find(params.id)
    return known === null ? problem('not_found') : json(200, clientJson(known.client))
  },
)

const update: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/admin/oauth-clients/{id}',
    summary: 'Change an OAuth client; what is taken away is gone from a grant at its next refresh',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'clients',
    params,
    body: z.strictObject({ name, ...otherMembers }),
    responses: { 200: clientAnswer },
    errors: ['not_found'],
  },
  async ({ server, params, body, context }) => {
    const client = await updateClient(server, params.id, body, context)
    return client instanceof Response ? client : json(200, clientJson(client))
  },
)

const remove: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/oauth-clients/{id}',
    summary: 'Delete an OAuth client, and end all that it holds',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'clients',
    params,
    responses: { 204: { description: 'Deleted' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) =>
    (await server.store.oauthClients.delete(params.id, context)) ? noContent() : problem('not_found'),
)

const newSecret: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/oauth-clients/{id}/secret',
    summary: 'Give an OAuth client a new secret, which comes this once',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'clients',
    params,
    body: z.strictObject({
      formerSecondsLeft: z
        .int()
        .min(0)
        .max(MAX_FORMER_SECONDS)
        .optional()
        .describe('How long the one before is still good. Default 0'),
    }),
    responses: { 200: clientAnswer },
    errors: ['not_found'],
  },
  async ({ server, params, body, context }) => {
    const written = await replaceSecret(server, params.id, (body.formerSecondsLeft ?? 0) * 1000, context)
    return written instanceof Response ? written : json(200, clientJson(written.client, written.secret))
  },
)

const disable = setState('disable', 'Disable an OAuth client, and end all that it holds')
const enable = setState('enable', 'Enable an OAuth client again; what ended stays ended')

function setState(act: 'disable' | 'enable', summary: string): Route {
  return defineRoute(
    {
      method: 'post',
      path: `/api/admin/oauth-clients/{id}/${act}`,
      summary,
      tag: 'administration',
      accepts: ['admin-key'],
      scope: 'clients',
      params,
      responses: { 200: clientAnswer },
      errors: ['not_found'],
    },
    async ({ server, params, context }) => {
      await server.store.oauthClients.setState(params.id, `${act}d`, context)
      const known = await server.store.oauthClients.find(params.id)
      return known === null ? problem('not_found') : json(200, clientJson(known.client))
    },
  )
}

/** The routes of OAuth clients. */
export const oauthClientRoutes: readonly Route[] = [
  list,
  create,
  get,
  update,
  remove,
  newSecret,
  disable,
  enable,
]
