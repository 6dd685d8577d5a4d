/** The record of sessions that are worked on outside of this database. */

import type { SessionId } from '@coatcheck/core'
import type { HotState, SessionRecord } from '../sql/session-record.ts'
import { clientFromRow } from '../sql/session-row.ts'
import { selected, statementOf } from '../sql/session-selection.ts'
import type { Engine } from './engine.ts'
import { MAX_CLIENT_SESSIONS, SESSION_READING } from './session-read.ts'
import { sweepSessions } from './session-sweep.ts'
import { tightenSessions } from './session-tighten.ts'
import { type Row, type Statement, statement } from './statement.ts'

const byId = statement(`${SESSION_READING} WHERE s.id = :id`)
const client = statement('SELECT *, (SELECT position FROM log_head) AS position FROM clients WHERE id = :id')
const idsOfClient = statement(`SELECT id FROM sessions WHERE client_id = :id
  ORDER BY end_state IS NOT NULL, id DESC LIMIT ${MAX_CLIENT_SESSIONS}`)
// Those that ended just now are of interest too: whoever asks after an act has to tell of what it ended.
const JUST_NOW = `(end_state IS NULL OR ended_at > (SELECT :now) - 60000)`
const living = (whose: string): Statement =>
  statement(`SELECT id FROM sessions WHERE (${whose}) AND ${JUST_NOW} ORDER BY id`)
const OF_USER = living('user_id = :id')
const LIVING = {
  id: living('id = :id OR parent_id = :id'),
  user: OF_USER,
  devices: OF_USER,
  client: living('client_id = :id OR parent_id IN (SELECT id FROM sessions WHERE client_id = :id)'),
  parent: living('parent_id = :id'),
  'oauth-client': living('oauth_client_id = :id'),
  'oauth-client-user': living('oauth_client_id = :id AND user_id = :user'),
  organization: living('oauth_organization_id = :id'),
  'organization-user': living('oauth_organization_id = :id AND user_id = :user'),
  all: living('TRUE'),
}
// Steps only ever go on; activity is what it is outside, where nothing was promised ahead.
const writeBack = statement(`UPDATE sessions SET
    last_active_at = coalesce(hot.last_active_at, sessions.last_active_at),
    tokens_until = greatest(sessions.tokens_until, hot.tokens_until),
    counter = greatest(sessions.counter, hot.counter),
    step_key = CASE WHEN hot.counter > sessions.counter THEN decode(hot.step_key, 'base64') ELSE sessions.step_key END,
    step_secret = CASE WHEN hot.counter > sessions.counter THEN hot.step_secret ELSE sessions.step_secret END,
    step_at = CASE WHEN hot.counter > sessions.counter THEN hot.step_at ELSE sessions.step_at END,
    step_kind = CASE WHEN hot.counter > sessions.counter THEN hot.step_kind ELSE sessions.step_kind END,
    previous_key = CASE WHEN hot.counter > sessions.counter
      THEN decode(hot.previous_key, 'base64') ELSE sessions.previous_key END,
    previous_key_unknown = CASE WHEN hot.counter > sessions.counter
      THEN hot.previous_key_unknown ELSE sessions.previous_key_unknown END
  FROM jsonb_to_recordset(:states::JSONB) AS hot (id TEXT, last_active_at BIGINT, tokens_until BIGINT, counter BIGINT,
    step_key TEXT, step_secret BIGINT, step_at BIGINT, step_kind TEXT, previous_key TEXT, previous_key_unknown SMALLINT)
  WHERE sessions.id = hot.id AND sessions.end_state IS NULL`)
const promise = statement(`UPDATE sessions SET last_active_at = greatest(last_active_at, :until)
  WHERE id = :id AND end_state IS NULL`)
const readEra = statement('SELECT era FROM record_era')
const nextEra = statement('UPDATE record_era SET era = era + 1')
const due = statement(`SELECT id FROM sessions
  WHERE end_state IS NULL AND deadline_at <= (SELECT :now) + :ahead::BIGINT ORDER BY deadline_at LIMIT :batch`)

/** Opens the port. */
export function openSessionRecord({ pool, transact }: Engine): SessionRecord {
  return {
    find: async (id) => {
      const [row] = await byId.arrays(pool, { id })
      return row === undefined ? null : { row, position: row.at(-1) as number }
    },
    findClient: async (id) => {
      const row = await client.get(pool, { id })
      if (row === null) return null
      const sessionIds = (await idsOfClient.all(pool, { id })).map(idOf)
      return { client: clientFromRow(row), sessionIds, position: row['position'] as number }
    },
    idsOf: async (selection) =>
      (await LIVING[statementOf(selection)].all(pool, selected(selection))).map(idOf),
    writeBack: async (states) => {
      if (states.length > 0) await writeBack.run(pool, { states: JSON.stringify(states.map(columnsOf)) })
    },
    promiseActivity: async (id, until) => {
      await promise.run(pool, { id, until })
    },
    tighten: (transport, limits) =>
      transact(async ({ on }) => {
        const count = await tightenSessions(on, transport, limits)
        await nextEra.run(on)
        return count
      }),
    era: async () => (await readEra.get(pool))?.['era'] as number,
    startEra: async () => {
      await nextEra.run(pool)
    },
    due: async (batch, ahead) => (await due.all(pool, { batch, ahead })).map(idOf),
    sweep: (limits, ids) => transact((transaction) => sweepSessions(transaction, limits, ids)),
  }
}

function idOf(row: Row): SessionId {
  return row['id'] as SessionId
}

function columnsOf({ id, lastActiveAtMs, tokensUntilMs, chain }: HotState): object {
  const step = chain?.lastStep ?? null
  const previous = chain?.previousKeyHash ?? null
  return {
    id,
    last_active_at: lastActiveAtMs,
    tokens_until: tokensUntilMs,
    counter: chain?.counter ?? 0,
    step_key: base64(step?.keyHash ?? null),
    step_secret: step?.secretVersion ?? null,
    step_at: step?.atMs ?? null,
    step_kind: step?.kind ?? null,
    previous_key: base64(previous === 'unknown' ? null : previous),
    previous_key_unknown: Number(previous === 'unknown'),
  }
}

function base64(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('base64')
}
