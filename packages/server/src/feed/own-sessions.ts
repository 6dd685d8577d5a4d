/** Hearing of one's own sessions: what of the log is theirs, what time has brought, and when there is nothing left. */

import { deadlineMs, type LogEntry, type SessionId, type SessionReading, type UserId } from '@coatcheck/core'
import { isAlive } from '../http/client-principal.ts'
import type { Server } from '../server.ts'
import type { Listening } from './feed-stream.ts'

/** A session that somebody listens for. */
type Followed = {
  readonly userId: UserId
  /** When it ends, unless the person has acted since it was read. */
  readonly untilMs: number
}

/** Browsers are many, and only need to know that the connection lives. */
const BEATS_PER_MESSAGE = 5
const CURRENT = 'event: current\ndata: {}\n\n'

/** Follows sessions that live. */
export function followSessions(
  server: Server,
  readings: readonly SessionReading[],
): Pick<Listening, 'frameOf' | 'beat' | 'isOver'> {
  const living = new Map<SessionId, Followed>(
    readings.map((reading) => [reading.session.id, followedOf(reading)]),
  )
  const asked = new Set<SessionId>()
  /** Ends that the next heartbeat tells. */
  let untold: readonly SessionId[] = []
  let beats = 0

  /** Nobody writes down that a limit has passed: whether it did is asked of the store. */
  async function askWhetherEnded(id: SessionId): Promise<void> {
    try {
      const reading = await server.store.sessions.find(id)
      if (reading !== null && isAlive(reading)) living.set(id, followedOf(reading))
      else if (living.delete(id)) untold = [...untold, id]
    } finally {
      asked.delete(id)
    }
  }

  function askForOverdue(): void {
    const nowMs = server.clock.nowMs()
    for (const [id, { untilMs }] of living) {
      if (untilMs > nowMs || asked.has(id)) continue
      asked.add(id)
      server.background.run('end of a session', () => askWhetherEnded(id))
    }
  }

  function eventOf({ kind, id }: LogEntry): string | null {
    if (kind === 'session' && living.delete(id as SessionId)) return ended(id as SessionId)
    const isOwn = kind === 'user' && [...living.values()].some(({ userId }) => userId === id)
    return isOwn ? event('outdated', { userId: id as UserId }) : null
  }

  return {
    frameOf: (entries) => frame(entries.map(eventOf).filter((told) => told !== null)),
    beat: () => {
      askForOverdue()
      const ends = untold.map(ended)
      untold = []
      return frame(beats++ % BEATS_PER_MESSAGE === 0 ? [...ends, CURRENT] : ends)
    },
    isOver: () => living.size === 0 && untold.length === 0,
  }
}

function followedOf({ session }: SessionReading): Followed {
  return { userId: session.userId, untilMs: deadlineMs(session) }
}

function ended(sessionId: SessionId): string {
  return event('ended', { sessionId })
}

function event(name: 'ended' | 'outdated', data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

function frame(events: readonly string[]): Uint8Array | null {
  return events.length === 0 ? null : Buffer.from(events.join(''))
}
