/** `/api/admin/{admin,backend,verifier}-keys`: list and revoke the keys that programs use. */

import { type AccessKey, type AccessKeyKind, ADMIN_SCOPES } from '@coatcheck/core'
import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { timeJson } from '../session/wire.ts'

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(ADMIN_SCOPES)).describe('Empty for keys that are not admin keys'),
    authorizedParty: z.string().nullable().describe('The application that a backend key stands for'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'AccessKey' })

/** Lists the living keys of one kind. */
export function listKeys(kind: AccessKeyKind): Route {
  return defineRoute(
    {
      method: 'get',
      path: `/api/admin/${kind}-keys`,
      summary: `List the living ${kind} keys, newest first`,
      tag: 'administration',
      accepts: ['admin-key'],
      scope: 'read',
      responses: {
        200: {
          description: 'All of them',
          schema: z.object({ data: z.array(keySchema), nextCursor: z.null() }),
        },
      },
    },
    async ({ server }) =>
      json(200, { data: (await server.store.accessKeys.list(kind)).map(keyJson), nextCursor: null }),
  )
}

/** Revokes a key of one kind. */
export function revokeKey(kind: AccessKeyKind): Route {
  return defineRoute(
    {
      method: 'delete',
      path: `/api/admin/${kind}-keys/{id}`,
      summary: `Revoke ${kind === 'admin' ? 'an' : 'a'} ${kind} key: it is dead at once`,
      tag: 'administration',
      accepts: ['admin-key'],
      scope: 'keys',
      params: z.strictObject({ id: idSchema('key') }),
      responses: { 204: { description: 'Revoked' } },
      errors: ['not_found'],
    },
    async ({ server, params, context }) =>
      (await server.store.accessKeys.revoke(params.id, kind, context)) ? noContent() : problem('not_found'),
  )
}

function keyJson({ id, name, scopes, authorizedParty, createdAtMs }: AccessKey): Record<string, unknown> {
  return { id, name, scopes, authorizedParty, createdAt: timeJson(createdAtMs) }
}
