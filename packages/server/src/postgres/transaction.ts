/** Transactions: what is told goes in last, so that the one row that all writers share is locked for a moment only. */

import { setTimeout as wait } from 'node:timers/promises'
import { createRisingIds, type EventDraft, type LogKind, type Random } from '@coatcheck/core'
import type { Pool } from './pool.ts'
import { codeOf } from './sql-state.ts'
import { type Connection, statement } from './statement.ts'
import { describeFailure, isOutage } from './unavailable.ts'
import { CHANNEL } from './wake-ups.ts'

/** A transaction under way. */
export type Transaction = {
  readonly on: Connection
  /** Appends to the log when the transaction commits. */
  readonly appendLog: (kind: LogKind, id: string, untilMs: number) => void
  /** Appends events when the transaction commits. */
  readonly appendEvents: (drafts: readonly EventDraft[]) => void
}

/** Runs work in a transaction: all of it, or nothing. Work may run again, when others got in its way. */
export type Transact = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>

/** How often work runs at most: deadlocks and serialization failures are the database's way to say *again*. */
const MAX_RUNS = 10
const AGAIN = new Set(['40001', '40P01'])

/**
 * Begins. A node that falls silent in the middle (its machine or the network is gone) would hold what it locked, the row
 * of all writers too, for as long as the server's TCP believes in it: two hours. Less than what others wait for a lock.
 */
const BEGIN = 'BEGIN; SET LOCAL idle_in_transaction_session_timeout = 3000'

const takePositions = statement(`UPDATE log_head SET position = position + :count
  RETURNING position - :count AS before, pg_notify(${CHANNEL}, '')`)
const insertEntries = statement(`INSERT INTO log (position, kind, id, until_at)
  SELECT :before::BIGINT + n, kind, id, until_at
  FROM jsonb_to_recordset(:entries::JSONB) AS entry (n BIGINT, kind TEXT, id TEXT, until_at BIGINT)`)
const insertEvents =
  statement(`INSERT INTO events (id, at, type, outcome, actor_kind, actor_id, actor_by, user_id,
    session_id, client_id, address, user_agent, reason, details)
  SELECT * FROM json_to_recordset(:events::JSON) AS event (id TEXT, at BIGINT, type TEXT, outcome TEXT, actor_kind TEXT,
    actor_id TEXT, actor_by TEXT, user_id TEXT, session_id TEXT, client_id TEXT, address TEXT, user_agent TEXT,
    reason TEXT, details TEXT)`)
const readNow = statement('SELECT :now AS now')

/** Makes transactions on a pool. */
export function createTransact(pool: Pool, random: Random): Transact {
  const nextEventId = createRisingIds('evt', random)

  async function once<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { on, release } = await pool.lease()
    const entries: { kind: LogKind; id: string; until_at: number }[] = []
    const drafts: EventDraft[] = []
    let failure: unknown
    try {
      await on.query(BEGIN)
      const value = await work({
        on,
        appendLog: (kind, id, untilMs) => void entries.push({ kind, id, until_at: untilMs }),
        appendEvents: (more) => void drafts.push(...more),
      })
      if (drafts.length > 0) await writeEvents(on, drafts)
      if (entries.length > 0) await writeEntries(on, entries)
      await on.query('COMMIT')
      return value
    } catch (error) {
      failure = error
      // On a connection that is out, nothing would be answered either; it is ended, and the transaction with it.
      if (!isOutage(error)) await on.query('ROLLBACK').catch((second: unknown) => (failure = second))
      throw error
    } finally {
      release(failure)
    }
  }

  async function writeEvents(on: Connection, drafts: readonly EventDraft[]): Promise<void> {
    const at = Number((await readNow.get(on))?.['now'])
    const events = drafts.map((draft) => eventColumns(draft, nextEventId(at), at))
    await insertEvents.run(on, { events: JSON.stringify(events) })
  }

  return async (work) => {
    for (let run = 1; ; run++) {
      try {
        return await once(work)
      } catch (error) {
        if (run === MAX_RUNS || !AGAIN.has(codeOf(error))) throw describeFailure(error)
        await wait(run * ((random.bytes(1)[0] ?? 0) / 16)) // not all again at the same moment
      }
    }
  }
}

async function writeEntries(on: Connection, entries: readonly object[]): Promise<void> {
  const taken = await takePositions.get(on, { count: entries.length })
  const numbered = entries.map((entry, index) => ({ n: index + 1, ...entry }))
  await insertEntries.run(on, { before: Number(taken?.['before']), entries: JSON.stringify(numbered) })
}

function eventColumns(draft: EventDraft, id: string, at: number): object {
  const { actor, device } = draft
  return {
    id,
    at,
    type: draft.type,
    outcome: draft.outcome,
    actor_kind: actor.kind,
    actor_id: 'id' in actor ? actor.id : null,
    actor_by: actor.kind === 'user' ? (actor.by ?? null) : null,
    user_id: draft.userId,
    session_id: draft.sessionId,
    client_id: draft.clientId,
    address: device.address,
    user_agent: device.userAgent,
    reason: draft.reason,
    details: JSON.stringify(draft.details),
  }
}
