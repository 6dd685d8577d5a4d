/** The session port on Postgres. */

import { draftEvent, type OpenOutcome, type SessionReading, type SessionStore } from '@coatcheck/core'
import { pageOf, readCursor } from '../sql/page.ts'
import type { Engine } from './engine.ts'
import { advanceChain } from './session-advance.ts'
import { endSessions } from './session-end.ts'
import { IS_LIVE } from './session-live.ts'
import { openSession } from './session-open.ts'
import { findClient, findSession, readingOf, SESSION_READING } from './session-read.ts'
import { sweepSessions } from './session-sweep.ts'
import { statement } from './statement.ts'
import { Abandoned } from './transaction.ts'

const touch = statement(`UPDATE sessions SET last_active_at = :now
  WHERE id = :id AND :now - last_active_at >= slack_ms AND ${IS_LIVE}`)
const extendTokens = statement(`UPDATE sessions SET tokens_until = greatest(coalesce(tokens_until, 0), :until)
  WHERE id = :id AND ${IS_LIVE}`)
const prove = statement(`UPDATE sessions
  SET last_active_at = greatest(last_active_at, :now), first_factor_before = first_factor_at, second_factor_before = second_factor_at, first_factor_at = :now
  WHERE id = :id AND ${IS_LIVE} RETURNING user_id, client_id`)
const rotateClient = statement(`UPDATE clients
  SET previous_secret_hash = secret_hash, secret_hash = :secret, rotated_at = :now
  WHERE id = :id AND secret_hash = :presented RETURNING id`)
const replaceSecret = statement(`UPDATE sessions SET opaque_hash = :hash
  WHERE id = :id AND transport = 'opaque' AND ${IS_LIVE} RETURNING id`)
const tighten = statement(`UPDATE sessions SET
    idle_ms = least(idle_ms, :idle::BIGINT),
    slack_ms = least(slack_ms, :slack),
    absolute_at = least(absolute_at, created_at + :absolute),
    tokens_until = CASE WHEN token_ms > :token
      THEN greatest(coalesce(tokens_until, 0), :now + token_ms) ELSE tokens_until END,
    token_ms = least(token_ms, :token), token_max_ms = least(token_max_ms, :tokenMax)
  WHERE transport = :transport AND end_state IS NULL AND :now < deadline_at AND (
    least(idle_ms, :idle::BIGINT) IS DISTINCT FROM idle_ms OR slack_ms > :slack
    OR absolute_at > created_at + :absolute OR token_ms > :token OR token_max_ms > :tokenMax)`)
const activate = statement(`UPDATE clients SET active_session_id = :session
  WHERE id = :client AND EXISTS (SELECT 1 FROM sessions WHERE id = :session AND client_id = :client AND ${IS_LIVE})
  RETURNING id`)
const knows = statement(
  'SELECT 1 AS known FROM sessions WHERE client_id = :client AND user_id = :user LIMIT 1',
)
const list = statement(`${SESSION_READING}
  WHERE (:user::TEXT IS NULL OR s.user_id = :user) AND (:before::TEXT IS NULL OR s.id < :before)
    AND (:alive::SMALLINT IS NULL OR (:alive = 1) = (s.end_state IS NULL
      AND :now < s.deadline_at AND u.state = 'enabled' AND u.epoch = s.epoch))
  ORDER BY s.id DESC LIMIT :limit`)

/** Opens the port. */
export function openSessionStore({ pool, transact }: Engine): SessionStore {
  return {
    find: (id) => findSession(pool, id),
    findClient: (id) => findClient(pool, id),
    clientKnowsUser: async (client, user) => (await knows.get(pool, { client, user })) !== null,

    open: (input) => outcomeOf<OpenOutcome>(() => transact((transaction) => openSession(transaction, input))),

    // Without events a step is one statement, and needs no transaction around it.
    advance: (step) =>
      step.events.length === 0
        ? advanceChain(pool, step)
        : transact(async ({ on, appendEvents }) => {
            const taken = await advanceChain(on, step)
            if (taken.outcome === 'advanced') appendEvents(step.events)
            return taken
          }),

    touch: async (id) => {
      await touch.run(pool, { id })
      return await findSession(pool, id)
    },
    extendTokensUntil: async (id, until) => (await extendTokens.run(pool, { id, until })) === 1,

    reverify: ({ id, rotateClient: rotation, context }) =>
      outcomeOf<SessionReading | null>(() =>
        transact(async ({ on, appendEvents }) => {
          if ((await prove.get(on, { id })) === null) return null
          if (rotation !== null) {
            const secrets = { presented: rotation.presentedHash, secret: rotation.secretHash }
            if ((await rotateClient.get(on, { id: rotation.id, ...secrets })) === null)
              throw new Abandoned(null)
          }
          const reading = await findSession(on, id)
          const about = {
            sessionId: id,
            userId: reading?.session.userId ?? null,
            clientId: reading?.session.clientId ?? null,
          }
          appendEvents([draftEvent(context, 'session.reverified', about)])
          return reading
        }),
      ),

    replaceOpaqueSecret: async (id, hash) =>
      (await replaceSecret.get(pool, { id, hash })) === null ? null : await findSession(pool, id),

    end: (selector, ending, context, more = []) =>
      transact(async (transaction) => {
        const ended = await endSessions(transaction, selector, ending, context)
        if (ended.length > 0) transaction.appendEvents(more)
        return ended
      }),

    list: async ({ userId, status }, page) => {
      const rows = await list.arrays(pool, {
        user: userId,
        alive: status === null ? null : Number(status === 'active'),
        before: readCursor('sess', page),
        limit: page.limit + 1,
      })
      return pageOf(rows.map(readingOf), page, {
        item: (reading) => reading,
        key: ({ session }) => session.id,
      })
    },

    tighten: (transport, limits) =>
      tighten.run(pool, {
        transport,
        idle: limits.idleMs,
        slack: limits.activitySlackMs,
        absolute: limits.absoluteMs,
        token: limits.tokenLifetimeMs,
        tokenMax: limits.tokenMaxLifetimeMs,
      }),

    activate: async (client, session) => (await activate.get(pool, { client, session })) !== null,

    sweep: (limits) => transact((transaction) => sweepSessions(transaction, limits)),
  }
}

/** What a transaction gave, or the outcome with which it was abandoned. */
export async function outcomeOf<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Abandoned) return error.outcome as T
    throw error
  }
}
