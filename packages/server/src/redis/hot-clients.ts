/** Reads clients with their sessions, by one script. */

import type { Client, ClientId, ClientReading, SessionId, SessionReading } from '@coatcheck/core'
import { StoreUnavailable } from '@coatcheck/core'
import { type HotRecord, type HotReply, pieces, text } from './hot-session.ts'
import { findHot, type Hot, readingOrResolved } from './hot-sessions.ts'
import { prefixOf, recordKeys } from './keys.ts'
import { script } from './script.ts'
import type { RecordedClient } from '../sql/session-record.ts'

const findClientScript = script('find-client')

/** How long a client's record is kept: after that it is read from the database once more. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000
const MAX_ROUNDS = 16

type ClientReply = readonly [state: string, spelled: string, sessions: readonly (string | HotReply)[]]

/** Reads a client, with its sessions. */
export async function findHotClient(hot: Hot, id: ClientId): Promise<ClientReading | null> {
  const [key] = recordKeys(id)
  const [state, spelled, replies] = (await hot.redis.run(
    findClientScript,
    [key],
    [hot.era(), prefixOf(id)],
  )) as ClientReply
  if (state !== 'held') return await resolveClient(hot, id)
  const readings: Promise<SessionReading | null>[] = []
  for (let at = 0; at < replies.length; at += 2) {
    readings.push(readingOrResolved(hot, replies[at] as SessionId, replies[at + 1] as HotReply))
  }
  const { client, position } = clientFromText(spelled)
  return readingOf(hot, client, position, await Promise.all(readings))
}

async function resolveClient(hot: Hot, id: ClientId): Promise<ClientReading | null> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const lease = await hot.gate.lease(id, hot.era())
    const recorded = await hot.record.findClient(id)
    if (recorded === null) return null
    if (lease !== 'held' && lease !== 'fenced' && !(await hot.gate.put(id, lease, members(hot, recorded))))
      continue
    const readings = await Promise.all(recorded.sessionIds.map((session) => findHot(hot, session)))
    return readingOf(hot, recorded.client, recorded.position, readings)
  }
  throw new StoreUnavailable(`the record of ${id} changed faster than it could be read`)
}

function readingOf(
  { clock }: Hot,
  client: Client,
  position: number,
  readings: readonly (SessionReading | null)[],
): ClientReading {
  const sessions = readings
    .filter((reading) => reading !== null)
    .toSorted(
      (one, other) => order(one).localeCompare(order(other)) || (one.session.id < other.session.id ? 1 : -1),
    )
  return {
    client,
    sessions,
    nowMs: clock.nowMs(),
    position: Math.min(position, ...sessions.map((reading) => reading.position)),
  }
}

/** Those without an end first. */
function order({ session }: SessionReading): string {
  return session.end === null ? 'a' : 'b'
}

function members(hot: Hot, { client, sessionIds, position }: RecordedClient): HotRecord {
  const { secretHash, previousSecretHash } = client
  const spelled = JSON.stringify({
    client: { ...client, secretHash: text(secretHash), previousSecretHash: text(previousSecretHash) },
    position,
  })
  return {
    keptMs: KEPT_MS,
    members: { ...pieces(spelled), era: hot.era(), ids: sessionIds.join(',') },
  }
}

function clientFromText(spelled: string): { readonly client: Client; readonly position: number } {
  const { client, position } = JSON.parse(spelled) as {
    client: Omit<Client, 'secretHash' | 'previousSecretHash'> & {
      secretHash: string
      previousSecretHash: string
    }
    position: number
  }
  const { secretHash, previousSecretHash } = client
  return {
    client: { ...client, secretHash: bytes(secretHash), previousSecretHash: bytes(previousSecretHash) },
    position,
  }
}

function bytes(spelled: string): Uint8Array | null {
  return spelled === '' ? null : Buffer.from(spelled, 'base64')
}
