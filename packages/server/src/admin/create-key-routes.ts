/** `POST /api/admin/{admin,backend,verifier}-keys`: new keys, each shown once. */

import { type ActContext, ADMIN_SCOPES } from '@coatcheck/core'
import { z } from 'zod'
import { type AccessKeyRequest, issueAccessKey } from '../access/issue-access-key.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'

const name = z.string().trim().min(1).max(100)

const created = {
  description: 'The new key',
  schema: z
    .object({ id: z.string(), key: z.string().describe('Kept nowhere: store it now') })
    .meta({ id: 'NewKey' }),
}

/** Makes an admin key. */
export const createAdminKey: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/admin-keys',
    summary: 'Make an admin key; it is shown this once',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    body: z.strictObject({
      name,
      scopes: z
        .array(z.enum(ADMIN_SCOPES))
        .min(1)
        .optional()
        .describe('Default: those of the key that makes it, which can give no other'),
    }),
    responses: { 201: created },
  },
  async ({ server, principal, body, context }) => {
    const own = principal.key.scopes
    const scopes = [...new Set(body.scopes ?? own)]
    const beyond = scopes.find((scope) => !own.includes(scope))
    if (beyond !== undefined) {
      return problem('scope_missing', {
        field: 'body.scopes',
        detail: `A key without the scope ${beyond} cannot give it away.`,
      })
    }
    return await createKey(server, { kind: 'admin', name: body.name, scopes }, context)
  },
)

/** Makes a backend key. */
export const createBackendKey: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/backend-keys',
    summary: "Make a key for an application's server; it is shown this once",
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    body: z.strictObject({
      name,
      authorizedParty: z
        .string()
        .min(1)
        .max(255)
        .optional()
        .describe('The application: `azp` of what the key mints. Default: what the session was opened for'),
    }),
    responses: { 201: created },
    errors: ['too_many_keys'],
  },
  async ({ server, body: { name, authorizedParty }, context }) => {
    const party = authorizedParty === undefined ? {} : { authorizedParty }
    return await createKey(server, { kind: 'backend', name, ...party }, context)
  },
)

/** Makes a verifier key. */
export const createVerifierKey: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/verifier-keys',
    summary: 'Make a key that reads the feed and nothing else; it is shown this once',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    body: z.strictObject({ name }),
    responses: { 201: created },
    errors: ['too_many_keys'],
  },
  async ({ server, body, context }) =>
    await createKey(server, { kind: 'verifier', name: body.name }, context),
)

async function createKey(server: Server, request: AccessKeyRequest, context: ActContext): Promise<Response> {
  const made = await issueAccessKey(server, request, context)
  return made === 'too-many'
    ? problem('too_many_keys', { field: 'body.name' })
    : json(201, { id: made.id, key: made.key.reveal() })
}
