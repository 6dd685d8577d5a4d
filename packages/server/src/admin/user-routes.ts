/** `/api/admin/users`: list, read, change and delete users, and stop them from signing in. */

import { z } from 'zod'
import { userWriteProblem } from '../account/user-write-problem.ts'
import { given } from '../http/given.ts'
import { idSchema } from '../http/id-schema.ts'
import { pageJson, pageQuery, pageRequest, pageSchema } from '../http/paging.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import {
  adminUserJson,
  adminUserSchema,
  CONFLICT_ERRORS,
  emailSchema,
  externalIdSchema,
  userMembers,
} from './user-schema.ts'

const params = z.strictObject({ id: idSchema('user') })
const userAnswer = { description: 'The user', schema: adminUserSchema }

/** Lists users. */
export const listUsers: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/users',
    summary: 'List users, newest first',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    query: z.strictObject({
      query: z.string().min(1).max(254).optional().describe('Part of an e-mail address, user name or name'),
      email: emailSchema.optional(),
      externalId: externalIdSchema.optional(),
      ...pageQuery,
    }),
    responses: { 200: { description: 'A page of users', schema: pageSchema(adminUserSchema) } },
  },
  async ({ server, query }) => {
    const filter = {
      query: query.query ?? null,
      email: query.email ?? null,
      externalId: query.externalId ?? null,
    }
    return pageJson(await server.store.users.list(filter, pageRequest(query)), adminUserJson)
  },
)

/** Reads one user. */
export const getUser: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/users/{id}',
    summary: 'Read a user',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    params,
    responses: { 200: userAnswer },
    errors: ['not_found'],
  },
  async ({ server, params }) => {
    const user = await server.store.users.find(params.id)
    return user === null ? problem('not_found') : json(200, adminUserJson(user))
  },
)

/** Changes a user. */
export const updateUser: Route = defineRoute(
  {
    method: 'patch',
    path: '/api/admin/users/{id}',
    summary: 'Change a user; each metadata object that is given replaces the whole one',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params,
    body: z.strictObject(userMembers),
    responses: { 200: userAnswer },
    errors: ['not_found', ...CONFLICT_ERRORS],
  },
  async ({ server, params, body, context }) => {
    const { publicMetadata, privateMetadata, unsafeMetadata, email, emailVerified, ...profile } = body
    if (emailVerified === true && email === undefined) {
      const current = await server.store.users.find(params.id)
      if (current?.email === null) return nothingToVerify()
    }
    if (emailVerified === true && email === null) return nothingToVerify()
    const patch = given({
      ...profile,
      email,
      // Whoever proved the old address proved nothing about a new one.
      emailVerified: email === null ? false : (emailVerified ?? (email === undefined ? undefined : false)),
      metadata: given({ public: publicMetadata, private: privateMetadata, unsafe: unsafeMetadata }),
    })
    const written = await server.store.users.update(params.id, patch, context, 'user.updated')
    return written.outcome === 'written' ? json(200, adminUserJson(written.user)) : userWriteProblem(written)
  },
)

function nothingToVerify(): Response {
  return problem('invalid_request', {
    field: 'body.emailVerified',
    detail: 'There is no address to be verified.',
  })
}

/** Deletes a user. */
export const deleteUser: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/users/{id}',
    summary: 'Delete a user at once: every session ends, personal data is wiped',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    params,
    responses: { 204: { description: 'Deleted' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) =>
    (await server.store.users.delete(params.id, context)) ? noContent() : problem('not_found'),
)

/** Disables a user. */
export const disableUser: Route = setDisabled(
  'disable',
  'Disable a user: every session ends, no sign-in works',
)

/** Enables a user. */
export const enableUser: Route = setDisabled('enable', 'Enable a user again; sessions that ended stay ended')

function setDisabled(act: 'disable' | 'enable', summary: string): Route {
  return defineRoute(
    {
      method: 'post',
      path: `/api/admin/users/{id}/${act}`,
      summary,
      tag: 'administration',
      accepts: ['admin-key'],
      scope: 'users',
      params,
      responses: { 200: userAnswer },
      errors: ['not_found'],
    },
    async ({ server, params, context }) => {
      const user = await server.store.users.setDisabled(params.id, act === 'disable', context)
      return user === null ? problem('not_found') : json(200, adminUserJson(user))
    },
  )
}
