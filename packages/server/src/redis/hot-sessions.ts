/** Reads sessions where they are worked on, and brings what cannot be believed in line with the database. */

import {
  type Clock,
  type Session,
  type SessionId,
  type SessionReading,
  statusOf,
  StoreUnavailable,
  type UserStanding,
} from '@coatcheck/core'
import type { SessionRecord } from '../sql/session-record.ts'
import { sessionFromRow, standingFromRow } from '../sql/session-row.ts'
import type { Redis } from './connection.ts'
import type { Gate } from './gate.ts'
import { hotMembers, type HotReply, hotState, merge, readHot } from './hot-session.ts'
import { recordKeys } from './keys.ts'
import { script } from './script.ts'

const findScript = script('find')

/** Others can change a record between any two looks at it. */
const MAX_ROUNDS = 16

/** What the parts of this store share. */
export type Hot = {
  readonly redis: Redis
  readonly gate: Gate
  readonly record: SessionRecord
  readonly clock: Clock
  /** The database's era, as this node knows it. */
  readonly era: () => string
}

/** What bringing a session in line found. `fenced`: somebody works on it in the database, where it is as given. */
export type Resolved = { readonly reading: SessionReading; readonly isFenced: boolean }

/** Reads a session. */
export async function findHot(hot: Hot, id: SessionId): Promise<SessionReading | null> {
  const reply = (await hot.redis.run(findScript, [recordKeys(id)[0]], [hot.era()])) as HotReply
  return await readingOrResolved(hot, id, reply)
}

/** The reading of a reply, if it can be believed; otherwise the session is brought in line first. */
export async function readingOrResolved(
  hot: Hot,
  id: SessionId,
  reply: HotReply,
): Promise<SessionReading | null> {
  if (reply[0] === 'held') {
    const reading = hotReading(hot, reply)
    if (!mayBeOutdated(reading)) return reading
    await hot.gate.doubt([id])
  }
  return (await resolve(hot, id))?.reading ?? null
}

/** The reading of a reply, as it is. */
export function hotReading({ clock }: Hot, reply: HotReply): SessionReading {
  const { session, user, position } = readHot(reply)
  return { session, user, position, nowMs: clock.nowMs(), mayHaveLostSteps: true }
}

/** That a session died with its user is the database's word alone: a copy may lack the epoch of the session that stayed. */
function mayBeOutdated({ session, user, nowMs }: SessionReading): boolean {
  return session.end === null && statusOf(session, user, nowMs).state === 'revoked'
}

/** Brings a session in line with the database. `null` when there is none. */
export async function resolve(hot: Hot, id: SessionId): Promise<Resolved | null> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const lease = await hot.gate.lease(id, hot.era())
    if (lease === 'held') {
      const reply = (await hot.redis.run(findScript, [recordKeys(id)[0]], [hot.era()])) as HotReply
      if (reply[0] === 'held') return { reading: hotReading(hot, reply), isFenced: false }
      continue
    }
    const recorded = await hot.record.find(id)
    if (recorded === null) return null
    const { row, position } = recorded
    const user = standingFromRow(row)
    if (lease === 'fenced')
      return { reading: readingOf(hot, sessionFromRow(row), user, position), isFenced: true }
    const { held } = lease
    const session = merge(row, held === null ? null : readHot(held.reply), held?.isExact ?? false)
    if (
      await hot.gate.put(
        id,
        lease,
        hotMembers(row, position, session, { era: hot.era(), nowMs: hot.clock.nowMs() }),
      )
    )
      return { reading: readingOf(hot, session, user, position), isFenced: false }
  }
  throw new StoreUnavailable(`the record of ${id} changed faster than it could be read`)
}

/**
 * Works on sessions in the database: what was written here is brought back first, and nobody writes here meanwhile.
 *
 * @param more Ids of what the work turned out to concern besides, as of its end.
 */
export async function inDatabase<T>(
  { gate, record }: Pick<Hot, 'gate' | 'record'>,
  ids: readonly SessionId[],
  work: () => Promise<T>,
  more: () => Promise<readonly SessionId[]> = async () => [],
): Promise<T> {
  const { name, held } = await gate.recall(ids)
  try {
    const states = held.flatMap((one) => (one === null ? [] : [hotState(readHot(one.reply), one.isExact)]))
    await record.writeBack(states)
    return await work()
  } finally {
    await gate.release(ids, name)
    const known = new Set(ids)
    await gate.doubt((await more()).filter((id) => !known.has(id)))
  }
}

function readingOf({ clock }: Hot, session: Session, user: UserStanding, position: number): SessionReading {
  return { session, user, position, nowMs: clock.nowMs(), mayHaveLostSteps: true }
}
