/** `POST /api/admin/users`: a new user, with or without a password. */

import { newId } from '@coatcheck/core'
import { z } from 'zod'
import { userWriteProblem } from '../account/user-write-problem.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { refusePassword } from '../password/password-rules.ts'
import type { Server } from '../server.ts'
import { adminUserJson, adminUserSchema, CONFLICT_ERRORS, userMembers } from './user-schema.ts'

/** Creates a user. Sign-up rules bind visitors, not administrators. */
export const createUser: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/users',
    summary: 'Create a user',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'users',
    body: z
      .strictObject({
        ...userMembers,
        password: z
          .string()
          .max(1024)
          .optional()
          .describe('Left out: they sign in by an upstream or a reset'),
      })
      .refine(({ email, emailVerified }) => emailVerified !== true || typeof email === 'string', {
        path: ['emailVerified'],
        message: 'There is no address to be verified.',
      }),
    responses: { 201: { description: 'The new user', schema: adminUserSchema } },
    errors: ['password_rejected', 'server_busy', ...CONFLICT_ERRORS],
  },
  async ({ server, body, context }) => {
    const passwordHash = body.password === undefined ? null : await hashPassword(server, body.password)
    if (passwordHash instanceof Response) return passwordHash
    const user = {
      id: newId('user', server.clock.nowMs(), server.random),
      email: body.email ?? null,
      emailVerified: body.emailVerified ?? false,
      passwordHash,
      firstName: body.firstName ?? null,
      lastName: body.lastName ?? null,
      username: body.username ?? null,
      imageUrl: body.imageUrl ?? null,
      locale: body.locale ?? null,
      externalId: body.externalId ?? null,
      metadata: {
        public: body.publicMetadata ?? {},
        private: body.privateMetadata ?? {},
        unsafe: body.unsafeMetadata ?? {},
      },
    }
    const written = await server.store.users.create(user, null, context)
    return written.outcome === 'written' ? json(201, adminUserJson(written.user)) : userWriteProblem(written)
  },
)

async function hashPassword(server: Server, password: string): Promise<string | Response> {
  const refused = refusePassword(password, 'body.password')
  if (refused !== null) return refused
  const hashed = await server.passwords.hash(password)
  return hashed.outcome === 'hashed'
    ? hashed.hash
    : problem('server_busy', { retryAfterMs: hashed.retryAfterSeconds * 1000 })
}
