/** Hearing of one's own sessions: what of the log is theirs, what time has brought, and when there is nothing left. */

import {
  deadlineMs,
  isOver,
  type LogEntry,
  type SessionId,
  type SessionReading,
  statusOf,
  type UserId,
} from '@coatcheck/core'
import type { SessionEndedReason } from '@coatcheck/core/protocol'
import { isAlive } from '../http/client-principal.ts'
import type { Server } from '../server.ts'
import type { Listening } from './feed-stream.ts'

/** A session that somebody listens for. */
type Followed = {
  readonly userId: UserId
  /** When it ends, unless the person has acted since it was read. */
  readonly untilMs: number
  /** Whether the log says that it has ended: only why is still asked. */
  readonly isEnded: boolean
}

/** Browsers are many, and only need to know that the connection lives. */
const BEATS_PER_MESSAGE = 5
const CURRENT = 'event: current\ndata: {}\n\n'

/** Follows sessions that live. */
export function followSessions(
  server: Server,
  readings: readonly SessionReading[],
): Required<Pick<Listening, 'frameOf' | 'beat' | 'isOver' | 'onOpen'>> {
  const living = new Map<SessionId, Followed>(
    readings.map((reading) => [reading.session.id, followedOf(reading)]),
  )
  const asked = new Set<SessionId>()
  let tell = (_frame: Uint8Array): void => {}
  let beats = 0

  /** Why a session ended is asked of the store, and whether it did where nobody writes down that a limit has passed. */
  async function askWhetherEnded(id: SessionId, isEnded: boolean): Promise<void> {
    let told: string | null = null
    try {
      const reading = await server.store.sessions.find(id)
      const isStillThere = reading !== null && isAlive(reading)
      if (isStillThere && !isEnded) living.set(id, followedOf(reading))
      // What the log says has ended has, though a reading may be from a moment before.
      else if (living.delete(id)) told = ended(id, isStillThere ? null : reasonOf(reading))
    } finally {
      asked.delete(id)
    }
    if (told !== null) tell(Buffer.from(told))
  }

  function ask(id: SessionId, isEnded: boolean): void {
    if (asked.has(id)) return
    asked.add(id)
    server.background.run('end of a session', () => askWhetherEnded(id, isEnded))
  }

  function askForOverdue(): void {
    const nowMs = server.clock.nowMs()
    for (const [id, { untilMs, isEnded }] of living) if (untilMs <= nowMs) ask(id, isEnded)
  }

  function eventOf({ kind, id }: LogEntry): string | null {
    const followed = kind === 'session' ? living.get(id as SessionId) : undefined
    if (followed !== undefined) {
      living.set(id as SessionId, { ...followed, untilMs: -Infinity, isEnded: true })
      ask(id as SessionId, true)
    }
    const isOwn = kind === 'user' && [...living.values()].some(({ userId }) => userId === id)
    return isOwn ? event('outdated', { userId: id as UserId }) : null
  }

  return {
    onOpen: (telling) => {
      tell = telling
    },
    // What happened to one user is told once, however many entries tell of it.
    frameOf: (entries) => frame([...new Set(entries.map(eventOf).filter((told) => told !== null))]),
    beat: () => {
      askForOverdue()
      return beats++ % BEATS_PER_MESSAGE === 0 ? frame([CURRENT]) : null
    },
    isOver: () => living.size === 0,
  }
}

function reasonOf(reading: SessionReading | null): SessionEndedReason {
  const status = reading === null ? null : statusOf(reading.session, reading.user, reading.nowMs)
  return status !== null && isOver(status) ? status.reason : 'unknown'
}

function followedOf({ session }: SessionReading): Followed {
  return { userId: session.userId, untilMs: deadlineMs(session), isEnded: false }
}

/** @param reason `null`: to be asked. */
function ended(sessionId: SessionId, reason: SessionEndedReason | null): string {
  return event('ended', reason === null ? { sessionId } : { sessionId, reason })
}

function event(name: 'ended' | 'outdated', data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

function frame(events: readonly string[]): Uint8Array | null {
  return events.length === 0 ? null : Buffer.from(events.join(''))
}
