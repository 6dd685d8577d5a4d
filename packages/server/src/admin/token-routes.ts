/** `/api/admin/tokens`: detached tokens, which no session ends. */

import type { IssuedToken } from '@coatcheck/core'
import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { clampedJson } from '../session/mint-token.ts'
import { askSchema } from '../session/asked-token.ts'
import { timeJson } from '../session/wire.ts'
import { mintDetachedToken } from '../template/mint-template-token.ts'

const time = z.iso.datetime()

const tokenSchema = z
  .object({
    jti: z.string(),
    userId: z.string(),
    template: z.string(),
    issuedAt: time,
    expiresAt: time,
    revokedAt: time.nullable(),
  })
  .meta({ id: 'IssuedToken' })

/** Mints a detached token. */
export const createDetachedToken: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/tokens',
    summary: 'Mint a detached token of a user: it is bound to no session, and shown this once',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    body: z.strictObject({
      template: z.string().min(1).max(64).describe('The name of a detached template'),
      userId: idSchema('user'),
      expiresInSeconds: askSchema.expiresInSeconds,
    }),
    responses: {
      201: {
        description: 'The token',
        schema: z
          .object({
            token: z.string(),
            jti: z.string(),
            issuedAt: time,
            expiresAt: time,
            clamped: z.boolean(),
            clampedBy: z.literal('policy').optional(),
          })
          .meta({ id: 'DetachedToken' }),
      },
    },
    errors: ['template_not_found', 'not_found', 'secret_unknown'],
  },
  async ({ server, body: { template, userId, expiresInSeconds }, context }) => {
    const live = await server.templates.find(template)
    if (live === null) return problem('template_not_found', { field: 'body.template' })
    if (!live.row.detached) {
      const detail = 'Tokens of this template belong to a session; only a detached one is minted without.'
      return problem('invalid_request', { field: 'body.template', detail })
    }
    const user = await server.store.users.find(userId)
    const minted =
      user === null
        ? 'user-changed'
        : await mintDetachedToken(server, live, {
            subject: { userId, session: null, membership: null },
            epoch: user.epoch,
            authorizedParty: server.settings.url,
            expiresInSeconds,
            nowMs: server.clock.nowMs(),
            context,
          })
    if (minted instanceof Response) return minted
    if (minted === 'user-changed') {
      const detail = 'There is no such user, or none who may sign in.'
      return problem('not_found', { field: 'body.userId', detail })
    }
    const { token, jti, issuedAtMs, expiresAtMs } = minted
    const times = { issuedAt: timeJson(issuedAtMs), expiresAt: timeJson(expiresAtMs) }
    return json(201, { token, jti, ...times, ...clampedJson(minted) })
  },
)

/** Lists detached tokens. */
export const listDetachedTokens: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/tokens',
    summary: "List a user's unexpired detached tokens, newest first",
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    query: z.strictObject({ userId: idSchema('user') }),
    responses: {
      200: {
        description: 'Up to 500 of them',
        schema: z.object({ data: z.array(tokenSchema), nextCursor: z.null() }),
      },
    },
  },
  async ({ server, query: { userId } }) =>
    json(200, { data: (await server.store.issuedTokens.list(userId)).map(tokenJson), nextCursor: null }),
)

/** Revokes a detached token. */
export const revokeDetachedToken: Route = defineRoute(
  {
    method: 'delete',
    path: '/api/admin/tokens/{jti}',
    summary:
      'Revoke a detached token: verifiers with the feed refuse it at once, others take it until it expires',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'sessions',
    params: z.strictObject({ jti: z.string().min(1).max(64) }),
    responses: { 204: { description: 'Revoked' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) =>
    (await server.store.issuedTokens.revoke(params.jti, context)) ? noContent() : problem('not_found'),
)

function tokenJson({ issuedAtMs, untilMs, revokedAtMs, ...token }: IssuedToken): Record<string, unknown> {
  return {
    ...token,
    issuedAt: timeJson(issuedAtMs),
    expiresAt: timeJson(untilMs),
    revokedAt: revokedAtMs === null ? null : timeJson(revokedAtMs),
  }
}
