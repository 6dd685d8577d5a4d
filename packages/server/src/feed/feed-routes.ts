/** The feed over HTTP: all of it for verifiers, and of one's own sessions for browsers. */

import type { LogEntry, SessionId, UserId } from '@coatcheck/core'
import { FEED_PATH } from '@coatcheck/core/protocol'
import { z } from 'zod'
import { defineRoute, type Route } from '../http/route.ts'
import { streamFeed } from './feed-stream.ts'

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
    responses: { 200: { description: 'Events: ended, outdated, current', isStream: true } },
    errors: ['server_busy'],
  },
  async ({ server, principal }) => {
    const readings = principal.kind === 'browser' ? principal.sessions : [principal.reading]
    const sessions = new Set<string>(readings.map(({ session }) => session.id))
    const users = new Set<string>(readings.map(({ session }) => session.userId))
    let beats = 0
    return streamFeed(server.feed, {
      cursor: null,
      keyId: null,
      limits: {
        browsers: MOST_BROWSERS,
        ...Object.fromEntries([...users].map((id) => [id, MOST_OF_A_USER])),
      },
      frameOf: (entries) => ownFrame(entries, sessions, users),
      // Browsers are many, and only need to know that the connection lives.
      beat: () => (beats++ % BEATS_PER_MESSAGE === 0 ? CURRENT : null),
    })
  },
)

const BEATS_PER_MESSAGE = 5
const CURRENT = Buffer.from('event: current\ndata: {}\n\n')

function ownFrame(
  entries: readonly LogEntry[],
  sessions: ReadonlySet<string>,
  users: ReadonlySet<string>,
): Uint8Array | null {
  const events = entries.flatMap(({ kind, id }) => {
    if (kind === 'session' && sessions.has(id)) return [event('ended', { sessionId: id as SessionId })]
    return kind === 'user' && users.has(id) ? [event('outdated', { userId: id as UserId })] : []
  })
  return events.length === 0 ? null : Buffer.from(events.join(''))
}

function event(name: 'ended' | 'outdated', data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
