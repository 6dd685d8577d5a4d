/** `/api/admin/roles`: the roles that members can have, and what each may do. */

import { permissionsOfRole } from '@coatcheck/core'
import { z } from 'zod'
import { given } from '../http/given.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import {
  displayNameSchema,
  permissionKeySchema,
  roleJson,
  roleKeySchema,
  roleSchema,
} from './organization-schema.ts'

const params = z.strictObject({ key: roleKeySchema })
const permissions = z.array(permissionKeySchema).max(100)
const answer = { description: 'The role', schema: roleSchema }

const listRoles: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/roles',
    summary: 'List roles',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    responses: {
      200: {
        description: 'All of them',
        schema: z.object({ data: z.array(roleSchema), nextCursor: z.null() }),
      },
    },
  },
  async ({ server }) =>
    json(200, { data: (await server.store.roles.list()).map(roleJson), nextCursor: null }),
)

const createRole: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/roles',
    summary: 'Create a role',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    body: z.strictObject({ key: roleKeySchema, name: displayNameSchema, permissions }),
    responses: { 201: answer },
    errors: ['role_taken'],
  },
  async ({ server, body, context }) => {
    const { key, name } = body
    const role = { key, name, permissions: permissionsOfRole(key, body.permissions) }
    const created = await server.store.roles.create(role, context)
    return created === null ? problem('role_taken', { field: 'body.key' }) : json(201, roleJson(created))
  },
)

const updateRole: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/admin/roles/{key}',
    summary: 'Change a role: what it may do is in force everywhere at once',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params,
    body: z.strictObject({ name: displayNameSchema.optional(), permissions: permissions.optional() }),
    responses: { 200: answer },
    errors: ['not_found'],
  },
  async ({ server, params, body, context }) => {
    const role = await server.store.roles.update(params.key, given(body), context)
    return role === null ? problem('not_found') : json(200, roleJson(role))
  },
)

const deleteRole: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/roles/{key}',
    summary: 'Delete a role that nobody has',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params,
    responses: { 204: { description: 'Deleted' } },
    errors: ['not_found', 'role_in_use'],
  },
  async ({ server, params, context }) => {
    switch (await server.store.roles.delete(params.key, context)) {
      case 'deleted':
        return noContent()
      case 'not-found':
        return problem('not_found')
      case 'built-in':
      case 'in-use':
        return problem('role_in_use')
    }
  },
)

/** The routes. */
export const adminRoleRoutes: readonly Route[] = [listRoles, createRole, updateRole, deleteRole]
