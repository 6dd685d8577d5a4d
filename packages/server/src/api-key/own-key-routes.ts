/** `/api/auth/api-keys`: the keys of a person, and of the organizations that they may manage keys of. */

import type { ApiKeySubject, OrganizationId, SessionReading, SystemPermission } from '@coatcheck/core'
import { z } from 'zod'
import { notifyUser } from '../account/notify-user.ts'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { proof, READERS, WRITERS } from '../organization/own-access.ts'
import { ownMembership } from '../organization/own-membership.ts'
import type { Server } from '../server.ts'
import { asUser, proofErrors, provedSession } from '../session/proved-session.ts'
import { apiKeyJson, apiKeySchema, lifetimeOf, newApiKeySchema, ownKeyMembers } from './api-key-schema.ts'
import { issueApiKey } from './issue-api-key.ts'

const organizationId = idSchema('org').optional().describe('The organization that it is of. Default: oneself')

/** Lists. */
export const listOwnKeys: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/api-keys',
    summary: "A person's living API keys, or those of an organization",
    tag: 'account',
    accepts: READERS,
    query: z.object({ organizationId, ...pageQuery }),
    responses: { 200: { description: 'A page of keys, newest first', schema: pageSchema(apiKeySchema) } },
    errors: ['not_found', 'permission_missing'],
  },
  async ({ server, principal, query }) => {
    const asked = { organizationId: query.organizationId, permission: 'org:sys_api_keys:read' } as const
    const subject = await permittedSubject(server, principal.reading, asked)
    if (subject instanceof Response) return subject
    const filter = { subject, query: null, prefix: null, isOverToo: false }
    return pageJson(await server.store.apiKeys.list(filter, pageRequest(query)), apiKeyJson)
  },
)

/** Makes one. */
export const createOwnKey: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/api-keys',
    summary: 'Make an API key; it is shown this once',
    tag: 'account',
    accepts: WRITERS,
    body: z.object({ ...ownKeyMembers, organizationId, ...proof }),
    responses: { 201: { description: 'The new key', schema: newApiKeySchema } },
    errors: ['not_found', 'permission_missing', 'too_many_api_keys', ...proofErrors('recent')],
  },
  async (input) => {
    const proved = await provedSession(input, 'recent')
    if (proved instanceof Response) return proved
    const { server, body } = input
    const asked = { organizationId: body.organizationId, permission: 'org:sys_api_keys:manage' } as const
    const subject = await permittedSubject(server, proved.reading, asked)
    if (subject instanceof Response) return subject
    const { userId } = proved.reading.session
    const { name, description = null, scopes = [], rateLimit = null } = body
    const chosen = { name, description, scopes, rateLimit, claims: {}, lifetimeMs: lifetimeOf(body) }
    const context = asUser(input.context, proved.reading)
    const issued = await issueApiKey(server, { ...chosen, subject, createdBy: userId }, context)
    switch (issued.outcome) {
      case 'created':
        notifyUser(server, userId, { kind: 'api-key-created' }, context)
        return json(201, { apiKey: apiKeyJson(issued.key), key: issued.text.reveal() })
      case 'too-many':
        return problem('too_many_api_keys')
      case 'subject-unknown':
        return problem('not_found')
    }
  },
)

/** Revokes one: at once, and without a fresh proof, for whoever finds a leak has no time to lose. */
export const revokeOwnKey: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/auth/api-keys/{id}',
    summary: 'Revoke an API key: it is dead at once',
    tag: 'account',
    accepts: WRITERS,
    params: z.object({ id: idSchema('key') }),
    body: z.object({ organizationId, ...proof }),
    responses: { 204: { description: 'Revoked' } },
    errors: ['not_found', 'permission_missing', ...proofErrors('own')],
  },
  async (input) => {
    const proved = await provedSession(input, 'own')
    if (proved instanceof Response) return proved
    const { server, body, params } = input
    const asked = { organizationId: body.organizationId, permission: 'org:sys_api_keys:manage' } as const
    const subject = await permittedSubject(server, proved.reading, asked)
    if (subject instanceof Response) return subject
    const context = asUser(input.context, proved.reading)
    const { apiKeys } = server.store
    return (await apiKeys.revoke(params.id, subject, 'revoked_by_user', context))
      ? noContent()
      : problem('not_found')
  },
)

/** Whose keys are meant; an answer when it is an organization in which the person may not do that. */
async function permittedSubject(
  server: Server,
  reading: SessionReading,
  asked: {
    readonly organizationId: OrganizationId | undefined
    readonly permission: SystemPermission
  },
): Promise<ApiKeySubject | Response> {
  const { organizationId, permission } = asked
  if (organizationId === undefined) return reading.session.userId
  const own = await ownMembership(server, reading, organizationId, permission)
  return own instanceof Response ? own : organizationId
}
