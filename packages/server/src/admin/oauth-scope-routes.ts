/** `/api/admin/oauth-scopes`: what applications may ask for beside the standard scopes, in words that people understand. */

import { SCOPE_NAME, STANDARD_SCOPES } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'

const nameSchema = z
  .string()
  .regex(SCOPE_NAME, { message: 'A scope is 1 to 128 printable characters, without spaces, " and \\.' })

const scopeSchema = z
  .object({
    name: z.string(),
    description: z.string(),
    isStandard: z.boolean().describe('Every server has it; it cannot be changed'),
  })
  .meta({ id: 'OAuthScope' })

const list: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/oauth-scopes',
    summary: 'List OAuth scopes: the standard ones, then those that were added, by name',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    responses: {
      200: {
        description: 'All of them',
        schema: z.object({ data: z.array(scopeSchema), nextCursor: z.null() }),
      },
    },
  },
  async ({ server }) => {
    const added = await server.store.oauthScopes.list()
    const data = [
      ...STANDARD_SCOPES.map((scope) => ({ ...scope, isStandard: true })),
      ...added.map((scope) => ({ ...scope, isStandard: false })),
    ]
    return json(200, { data, nextCursor: null })
  },
)

const put: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/oauth-scopes',
    summary: 'Add an OAuth scope, or say anew what it means',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'clients',
    body: z.strictObject({
      name: nameSchema,
      description: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .regex(/^\P{Cc}*$/u, { message: 'A description is one line.' })
        .describe('What it lets an application do, to follow "This application will be able to"'),
    }),
    responses: { 200: { description: 'The scope', schema: scopeSchema } },
  },
  async ({ server, body, context }) => {
    if (isStandard(body.name))
      return problem('invalid_request', {
        field: 'body.name',
        detail: 'A standard scope means what it means.',
      })
    await server.store.oauthScopes.put(body, context)
    return json(200, { ...body, isStandard: false })
  },
)

const remove: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/oauth-scopes/{name}',
    summary: 'Delete an OAuth scope: nobody can ask for it any more',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'clients',
    params: z.strictObject({ name: nameSchema }),
    responses: { 204: { description: 'Deleted' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) =>
    (await server.store.oauthScopes.delete(params.name, context)) ? noContent() : problem('not_found'),
)

function isStandard(name: string): boolean {
  return STANDARD_SCOPES.some((scope) => scope.name === name)
}

/** The routes of OAuth scopes. */
export const oauthScopeRoutes: readonly Route[] = [list, put, remove]
