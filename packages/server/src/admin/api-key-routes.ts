/** `/api/admin/api-keys`: the API keys of everybody. */

import type { ApiKeyPatch } from '@coatcheck/core'
import { z } from 'zod'
import {
  adminKeyMembers,
  apiKeyJson,
  apiKeySchema,
  lifetimeOf,
  newApiKeySchema,
  prefixSchema,
  subjectSchema,
} from '../api-key/api-key-schema.ts'
import { issueApiKey } from '../api-key/issue-api-key.ts'
import { given } from '../http/given.ts'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'

const params = z.strictObject({ id: idSchema('key') })

const listApiKeys = defineRoute(
  {
    method: 'get',
    path: '/api/admin/api-keys',
    summary: 'List API keys, newest first',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    query: z.strictObject({
      subject: subjectSchema.optional().describe('Those of a user, an organization or an OAuth client'),
      query: z.string().min(1).max(100).optional().describe('Part of a name'),
      prefix: prefixSchema,
      status: z.enum(['living', 'all']).optional().describe('Default: living'),
      ...pageQuery,
    }),
    responses: { 200: { description: 'A page of keys', schema: pageSchema(apiKeySchema) } },
  },
  async ({ server, query }) => {
    const { subject = null, prefix = null } = query
    const filter = { subject, prefix, query: query.query ?? null, isOverToo: query.status === 'all' }
    return pageJson(await server.store.apiKeys.list(filter, pageRequest(query)), apiKeyJson)
  },
)

const createApiKey = defineRoute(
  {
    method: 'post',
    path: '/api/admin/api-keys',
    summary: 'Make an API key for a user, an organization or an OAuth client; it is shown this once',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    body: z.strictObject({ subject: subjectSchema, ...adminKeyMembers }),
    responses: { 201: { description: 'The new key', schema: newApiKeySchema } },
    errors: ['not_found', 'too_many_api_keys'],
  },
  async ({ server, principal, body, context }) => {
    const { subject, name, description = null, scopes = [], claims = {}, rateLimit = null } = body
    const chosen = { name, description, scopes, claims, rateLimit, lifetimeMs: lifetimeOf(body) }
    const issued = await issueApiKey(server, { ...chosen, subject, createdBy: principal.key.id }, context)
    switch (issued.outcome) {
      case 'created':
        return json(201, { apiKey: apiKeyJson(issued.key), key: issued.text.reveal() })
      case 'too-many':
        return problem('too_many_api_keys')
      case 'subject-unknown':
        return problem('not_found', {
          field: 'body.subject',
          detail: 'There is no such organization, nor such a user or OAuth client that is enabled.',
        })
    }
  },
)

const updateApiKey = defineRoute(
  {
    method: 'patch',
    path: '/api/admin/api-keys/{id}',
    summary: 'Change an API key that lives',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    params,
    body: z.strictObject(adminKeyMembers).partial(),
    responses: { 200: { description: 'The key', schema: apiKeySchema } },
    errors: ['not_found'],
  },
  async ({ server, params, body, context }) => {
    const { expiresInSeconds, ...rest } = body
    const patch: ApiKeyPatch = {
      ...given(rest),
      ...(expiresInSeconds !== undefined && { lifetimeMs: lifetimeOf({ expiresInSeconds }) }),
    }
    const updated = await server.store.apiKeys.update(params.id, patch, context)
    return updated === null ? problem('not_found') : json(200, apiKeyJson(updated))
  },
)

const revokeApiKey = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/api-keys/{id}',
    summary: 'Revoke an API key: it is dead at once',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    params,
    responses: { 204: { description: 'Revoked' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) =>
    (await server.store.apiKeys.revoke(params.id, null, 'revoked_by_admin', context))
      ? noContent()
      : problem('not_found'),
)

/** The routes. */
export const apiKeyRoutes: readonly Route[] = [listApiKeys, createApiKey, updateApiKey, revokeApiKey]
