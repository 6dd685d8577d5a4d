/**
 * Keeps records in line with the database. A record is filled under a lease, which whoever changes the database breaks;
 * work on the database that depends on what is here goes on behind a fence, which sends everybody else there too.
 */

import type { ClientId, Random, SessionId } from '@coatcheck/core'
import type { Redis } from './connection.ts'
import type { HotRecord, HotReply } from './hot-session.ts'
import { recordKeys } from './keys.ts'
import { script } from './script.ts'

/** How long a lease or a fence of a node that died stands in the way. */
const LEASE_MS = 10_000
const FENCE_MS = 30_000

const leaseScript = script('lease')
const putScript = script('put')
const doubtScript = script('doubt')
const recallScript = script('recall')
const releaseScript = script('release')

type RecordId = SessionId | ClientId

/** A lease, with the record as it stands; `held` is `null` for one that is not there. */
export type Lease = {
  readonly name: string
  readonly lineage: string
  readonly held: { readonly reply: HotReply; readonly isExact: boolean } | null
}

/** What a record held when it was fenced off. */
export type Recalled = { readonly reply: HotReply; readonly isExact: boolean } | null

/** The gate in front of each record. */
export type Gate = {
  /** `fenced`: work on the database. `held`: the record is believed by now. */
  readonly lease: (id: RecordId, era: string) => Promise<Lease | 'fenced' | 'held'>
  /** @returns Whether the record was written. */
  readonly put: (id: RecordId, lease: Lease, record: HotRecord) => Promise<boolean>
  /** Has records compared with the database before they are believed again. */
  readonly doubt: (ids: readonly RecordId[]) => Promise<void>
  /** Puts up fences. Each is to be released by its name. */
  readonly recall: (
    ids: readonly RecordId[],
  ) => Promise<{ readonly name: string; readonly held: readonly Recalled[] }>
  readonly release: (ids: readonly RecordId[], name: string) => Promise<void>
}

/** Makes it. */
export function createGate(redis: Redis, random: Random): Gate {
  const newName = (): string => Buffer.from(random.bytes(12)).toString('base64url')
  return {
    lease: async (id, era) => {
      const reply = await redis.run(leaseScript, recordKeys(id), [era, newName(), LEASE_MS])
      const [state, name, lineage, held] = reply as ['fenced' | 'held' | 'leased', string, string, HotReply?]
      if (state !== 'leased') return state
      return { name, lineage, held: held === undefined ? null : recalled(held) }
    },
    put: async (id, { name, lineage }, { keptMs, members }) =>
      (await redis.run(putScript, recordKeys(id), [
        name,
        lineage,
        keptMs,
        ...Object.entries(members).flat(),
      ])) === 1,
    doubt: async (ids) => {
      await Promise.all(ids.map((id) => redis.run(doubtScript, recordKeys(id))))
    },
    recall: async (ids) => {
      const name = newName()
      const replies = await Promise.all(
        ids.map((id) => redis.run(recallScript, recordKeys(id), [name, FENCE_MS]) as Promise<HotReply>),
      )
      return { name, held: replies.map((reply) => (reply[0] === 'missing' ? null : recalled(reply))) }
    },
    release: async (ids, name) => {
      await Promise.all(ids.map((id) => redis.run(releaseScript, recordKeys(id), [name])))
    },
  }
}

function recalled(reply: HotReply): NonNullable<Recalled> {
  return { reply, isExact: reply[0] === 'exact' }
}
