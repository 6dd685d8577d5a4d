/** The feed over HTTP: all of it for verifiers, and of one's own sessions for browsers. */

import { FEED_PATH } from '@coatcheck/core/protocol'
import { z } from 'zod'
import { isAlive } from '../http/client-principal.ts'
import { problem } from '../http/problem.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { streamFeed } from './feed-stream.ts'
import { followSessions } from './own-sessions.ts'

/** How many listen to one node, each kind for itself, so that nobody who signs in can keep verifiers out. */
const MOST_VERIFIERS = 10_000
const MOST_BROWSERS = 10_000
const MOST_OF_A_USER = 32

const query = z.object({
  cursor: z.string().max(64).optional().describe('Where to go on, instead of Last-Event-ID'),
})

/** Everything that outdates tokens, for verifiers. */
export const feed: Route = defineRoute(
  {
    method: 'get',
    path: FEED_PATH,
    summary: 'Hear of everything that outdates tokens, as server-sent events',
    tag: 'discovery',
    accepts: ['verifier-key'],
    query,
    responses: { 200: { description: 'Events: snapshot, entries, current', isStream: true } },
    errors: ['server_busy'],
  },
  async ({ server, request, principal, query: { cursor } }) =>
    streamFeed(server.feed, {
      cursor: cursor ?? request.headers.get('last-event-id'),
      keyId: principal.key.id,
      limits: { verifiers: MOST_VERIFIERS },
      frameOf: (_, shared) => shared(),
      beat: (shared) => shared(),
    }),
)

/** What becomes of one's own sessions, for whoever shows them. */
export const sessionEvents: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/events',
    summary: 'Hear when your sessions end, or their tokens are outdated, as server-sent events',
    tag: 'session',
    accepts: ['browser', 'session-token', 'opaque-session'],
    responses: {
      200: {
        description:
          'Events: ended (with the reason, where it is known), outdated, current. The stream ends after the last session has; opened again, it answers 401',
        isStream: true,
      },
    },
    errors: ['server_busy'],
  },
  async ({ server, principal }) => {
    const readings = principal.kind === 'browser' ? principal.sessions.filter(isAlive) : [principal.reading]
    // Whoever is cut off opens the stream again: this is what stops them.
    if (readings.length === 0) return problem('session_ended', { reason: 'unknown' })
    const users = new Set(readings.map(({ session }) => session.userId))
    return streamFeed(server.feed, {
      cursor: null,
      keyId: null,
      limits: {
        browsers: MOST_BROWSERS,
        ...Object.fromEntries([...users].map((id) => [id, MOST_OF_A_USER])),
      },
      ...followSessions(server, readings),
    })
  },
)
