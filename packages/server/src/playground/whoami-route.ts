/**
 * `GET /playground/api/whoami`: the application's API of the demo. It goes by the token alone and by what the feed has
 * told, as any backend with the SDK does, and asks no store.
 */

import { refuse } from '@coatcheck/core/verify'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { defineRoute, json, type Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { verifyOwnToken } from '../session/verify-own-token.ts'
import { PLAYGROUND_PATHS } from './playground-paths.ts'

/** Says who asks. */
export const whoami: Route = defineRoute(
  {
    method: 'get',
    path: `${PLAYGROUND_PATHS.api}/whoami`,
    summary: 'Who the bearer of a session token is',
    tag: 'discovery',
    accepts: ['none'], // it reads the token itself: the guard would ask the store
    responses: {
      200: {
        description: 'The token holds',
        schema: z.object({ userId: z.string(), role: z.string().nullable(), verifiedInMs: z.number() }),
      },
    },
    errors: ['unauthenticated', 'token_invalid'],
  },
  async ({ server, request }) => {
    const token = /^bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token === undefined) return problem('unauthenticated')
    const startedAtMs = performance.now()
    const verified = verifyByFeed(server, token)
    const verifiedInMs = performance.now() - startedAtMs
    if (!verified.ok) return problem('token_invalid', { reason: verified.reason })
    const { role } = verified.claims
    return json(200, {
      userId: verified.claims.sub,
      role: typeof role === 'string' ? role : null,
      verifiedInMs: Math.round(verifiedInMs * 1000) / 1000,
    })
  },
)

function verifyByFeed(server: Server, token: string): ReturnType<typeof verifyOwnToken> {
  const verified = verifyOwnToken(server, token)
  if (!verified.ok) return verified
  const { jti, sub, sid, org, gen = 0 } = verified.claims
  const about = { jti, user: sub, session: sid, organization: org ?? null, position: gen }
  const outdated = server.feed.judge(about)
  return outdated === null ? verified : refuse(outdated)
}
