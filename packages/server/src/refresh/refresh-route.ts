/** `POST /api/auth/refresh`: the next refresh token and a fresh session token for the current one. */

import { checkTag, refreshSession } from '@coatcheck/core'
import { z } from 'zod'
import { afterChange } from '../hook/after-change.ts'
import { readDpopThumbprint } from '../http/dpop.ts'
import { idempotencyKeyHash } from '../http/idempotency-key.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { askSchema, mintAskedToken, readAsk } from '../session/asked-token.ts'
import { clampedJson, requestParty } from '../session/mint-token.ts'
import { askBeforeRefresh, isInForce, refuseForeignOrganization } from './ask-before-refresh.ts'
import { refreshDeps } from './refresh-deps.ts'
import { refreshProblem } from './refresh-problem.ts'

/** Rotates. */
export const refresh: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/refresh',
    summary: 'Exchange a refresh token for its successor and a session token',
    tag: 'session',
    accepts: ['refresh-token'],
    body: z.object({
      refreshToken: z.string().max(200),
      ...askSchema,
      stillCurrent: z
        .boolean()
        .optional()
        .describe('After refresh_superseded: storage was read again, and this token is still there'),
    }),
    responses: {
      200: {
        description: 'The successor. A late retry gets it without an access token: use it at once to get one',
        schema: z.object({
          accessToken: z.string().nullable(),
          refreshToken: z.string(),
          expiresIn: z.int().nullable().describe('Seconds until the access token expires'),
          clamped: z.boolean(),
          clampedBy: z.enum(['policy', 'idle', 'session']).optional(),
        }),
      },
    },
    errors: [
      'idempotency_key_required',
      'dpop_invalid',
      'refresh_invalid',
      'refresh_reused',
      'session_ended',
      'refresh_superseded',
      'rate_limited',
      'secret_unknown',
      'not_found',
      'template_not_found',
      'hook_failed',
    ],
  },
  async ({ server, request, body, principal, context }) => {
    const keyHash = idempotencyKeyHash(server, request)
    if (keyHash instanceof Response) return keyHash
    const dpopThumbprint = await readDpopThumbprint(server, request, principal.text)
    if (dpopThumbprint instanceof Response) return dpopThumbprint

    // Strangers learn nothing of templates, and who asks for one that is not there keeps the token.
    const genuine = checkTag(server, { token: principal.text, dpopThumbprint })
    if (!genuine.ok) return refreshProblem(genuine)
    const ask = await readAsk(server, body, { mayDetach: false })
    const refused =
      ask instanceof Response ? ask : await refuseForeignOrganization(server, genuine.token, ask)
    if (refused !== null && (await isInForce(server, genuine.token))) return refused

    const hooked =
      server.hooks.customClaims === null || ask instanceof Response || refused !== null
        ? undefined
        : await askBeforeRefresh(server, { request, token: genuine.token, ask, active: body.active === true })
    const result = await refreshSession(refreshDeps(server), {
      token: principal.text,
      keyHash,
      dpopThumbprint,
      stillCurrent: body.stillCurrent ?? false,
      active: body.active ?? false,
      context,
    })
    if (!result.ok) return refreshProblem(result)
    const { reading, refreshToken, withAccessToken } = result
    const successor = refreshToken.reveal()
    if (!withAccessToken || ask instanceof Response) return successorAlone(successor)
    const mint = {
      reading,
      hooked,
      factors: reading.session.factors,
      authorizedParty: requestParty(server, request, reading.session.authorizedParty),
    }
    const minted = await afterChange(
      server,
      mintAskedToken(server, mint, ask, () => context),
    )
    if (minted === null) return successorAlone(successor)
    // Who left the organization meanwhile keeps the successor, and is told when asking for a token by it.
    if (minted instanceof Response) return minted.status === 404 ? successorAlone(successor) : minted
    return json(200, {
      accessToken: minted.token,
      refreshToken: successor,
      expiresIn: (minted.expiresAtMs - minted.issuedAtMs) / 1000,
      ...clampedJson(minted),
    })
  },
)

/** To be used at once, for an access token. */
function successorAlone(refreshToken: string): Response {
  return json(200, { accessToken: null, refreshToken, expiresIn: null, clamped: false })
}
