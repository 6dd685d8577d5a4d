/** `POST /api/auth/upstreams/{id}/backchannel-logout`: an OpenID provider says that a session of its own has ended. */

import { z } from 'zod'
import { idSchema } from '../http/id-schema.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import { refuseBusyAddress, refuseNotice } from './notice-refused.ts'
import { endFromUpstream } from './upstream-sessions.ts'
import { verifyLogoutToken } from './verify-upstream-token.ts'

/** How long the name of a logout token is remembered, in milliseconds: longer than one is good. */
const REMEMBER_MS = 10 * 60 * 1000

/** Takes a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.5). */
export const backchannelLogout: Route = defineRoute(
  {
    method: 'post',
    path: '/api/auth/upstreams/{id}/backchannel-logout',
    summary: 'For an OpenID provider: what came from a session or person that ended there ends here',
    tag: 'sign-in',
    accepts: ['none'],
    params: z.strictObject({ id: idSchema('app') }),
    bodyType: 'form',
    body: z.object({ logout_token: z.string().min(1).max(16_384) }),
    responses: { 200: { description: 'Ended', schema: z.object({}) } },
    errors: ['not_found', 'upstream_notice_invalid', 'rate_limited'],
  },
  async ({ server, params, body, context }) => {
    const upstream = await server.store.upstreams.find(params.id)
    if (upstream === null || !upstream.endsSessions || upstream.jwksUrl === null) return problem('not_found')
    const busy = await refuseBusyAddress(server, context)
    if (busy !== null) return busy
    const logout = await verifyLogoutToken(server, upstream, body.logout_token)
    if (!logout.ok) return await refuseNotice(server, upstream, logout.reason, context)
    const { names, value, issuedAtMs, tokenId } = logout
    // First what it asks for, which a repetition does not change, then its name: a crash in between may be repeated.
    await endFromUpstream(server, upstream, { names, value, atMs: issuedAtMs }, context)
    const isFirst = await server.store.once.claim(`upstream-logout:${upstream.id}:${tokenId}`, REMEMBER_MS)
    return isFirst ? json(200, {}) : await refuseNotice(server, upstream, 'token-used', context)
  },
)
