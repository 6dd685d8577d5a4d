/** `/api/admin/keys`: what tokens are signed with; rotated at will, and revoked in an emergency. */

import type { SigningKey, SigningKeyState } from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, noContent, type Route } from '../http/route.ts'
import { timeJson } from '../session/wire.ts'

const time = z.iso.datetime()
const keySchema = z
  .object({
    kid: z.string(),
    algorithm: z.enum(['ES256', 'EdDSA', 'RS256']),
    purpose: z.enum(['any', 'sessions']).describe('What it signs: anything, or session tokens only'),
    state: z.enum(['next', 'current', 'previous', 'retired', 'revoked']),
    createdAt: time,
    signsFrom: time,
    replacedAt: time.nullable(),
    verifiesUntil: time.nullable(),
    revokedAt: time.nullable(),
  })
  .meta({ id: 'SigningKey' })
const listed = { schema: z.object({ data: z.array(keySchema), nextCursor: z.null() }) }

const listKeys: Route = defineRoute(
  {
    method: 'get',
    path: '/api/admin/keys',
    summary: 'List the keys that tokens are signed with',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'read',
    responses: { 200: { description: 'All of them, the oldest first', ...listed } },
  },
  async ({ server }) => json(200, { data: server.keyRing.list().map(keyJson), nextCursor: null }),
)

const rotateKeys: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/keys/rotate',
    summary:
      'Make the next key of session tokens now; it signs once everybody can know it, in eleven minutes',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    body: z.strictObject({}),
    responses: { 200: { description: 'All keys', ...listed } },
  },
  async ({ server }) => {
    await server.keyRing.rotate()
    return json(200, { data: server.keyRing.list().map(keyJson), nextCursor: null })
  },
)

const revokeKey: Route = defineRoute(
  {
    method: 'post',
    path: '/api/admin/keys/{kid}/revoke',
    summary: 'Revoke a key at once: every token that it signed is refused, and another key signs',
    tag: 'administration',
    accepts: ['admin-key'],
    scope: 'keys',
    params: z.strictObject({ kid: z.string().min(1).max(128) }),
    body: z.strictObject({}),
    responses: { 204: { description: 'It is revoked' } },
    errors: ['not_found'],
  },
  async ({ server, params, context }) =>
    (await server.keyRing.revoke(params.kid, context)) ? noContent() : problem('not_found'),
)

function keyJson(key: SigningKey & { readonly state: SigningKeyState }): Record<string, unknown> {
  const { kid, algorithm, purpose, state, createdAtMs, signsFromMs } = key
  const orNull = (atMs: number | null): string | null => (atMs === null ? null : timeJson(atMs))
  return {
    kid,
    algorithm,
    purpose,
    state,
    createdAt: timeJson(createdAtMs),
    signsFrom: timeJson(signsFromMs),
    replacedAt: orNull(key.replacedAtMs),
    verifiesUntil: orNull(key.verifiesUntilMs),
    revokedAt: orNull(key.revokedAtMs),
  }
}

/** The routes. */
export const signingKeyRoutes: readonly Route[] = [listKeys, rotateKeys, revokeKey]
