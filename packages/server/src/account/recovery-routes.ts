/** `POST /api/auth/password/forgot` and `/reset`. */

import { z } from 'zod'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { requestPasswordReset, resetPassword } from './recovery.ts'

/** Asks for a reset link. */
export const forgotPassword: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/password/forgot',
    summary: 'Ask for a link that resets the password',
    tag: 'account',
    accepts: ['none'],
    body: z.object({ email: z.string().max(320) }),
    responses: {
      202: {
        description: 'A mail is on its way if there is an account; nobody learns whether there is',
        schema: z.object({ status: z.literal('accepted') }),
      },
    },
    errors: ['rate_limited'],
  },
  async ({ server, body, context }) =>
    (await requestPasswordReset(server, body.email, context)) ?? json(202, { status: 'accepted' }),
)

/** Redeems it. */
export const redeemPasswordReset: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/password/reset',
    summary: 'Set a new password with the ticket of a reset link; every session ends',
    tag: 'account',
    accepts: ['none'],
    body: z.object({ ticket: z.string().max(200), password: z.string().max(1024) }),
    responses: { 204: { description: 'The password is set; sign in with it' } },
    errors: ['ticket_invalid', 'password_rejected', 'rate_limited', 'server_busy'],
  },
  async ({ server, body, context }) =>
    (await resetPassword(server, body.ticket, body.password, context)) ?? noContent(),
)
