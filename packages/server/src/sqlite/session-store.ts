/** The session port on SQLite. */

import { draftEvent, type SessionStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { pageOf, readCursor } from '../sql/page.ts'
import { prepareAdvance } from './session-advance.ts'
import { prepareEndSessions } from './session-end.ts'
import { IS_LIVE } from './session-live.ts'
import { prepareOpen, Refusal } from './session-open.ts'
import { prepareSessionReads, prepareSessions, SESSION_WITH_USER } from './session-read.ts'
import { prepareSweep } from './session-sweep.ts'

/** Sorts behind every session's id. */
const BEHIND_ALL_SESSIONS = 'sess~'

/** Opens the port. */
export function openSessionStore(engine: Engine): SessionStore {
  const { database, write, nowMs } = engine
  const reads = prepareSessionReads(engine)
  const endSessions = prepareEndSessions(engine)
  const open = prepareOpen(engine, reads, endSessions)
  const advance = prepareAdvance(engine, reads)
  const sweep = prepareSweep(engine)

  const touch = database.prepare(`UPDATE sessions SET last_active_at = :now
    WHERE id = :id AND :now - last_active_at >= slack_ms AND ${IS_LIVE}`)
  const extendTokens =
    database.prepare(`UPDATE sessions SET tokens_until = max(coalesce(tokens_until, 0), :until)
    WHERE id = :id AND ${IS_LIVE}`)
  const prove = database.prepare(`UPDATE sessions
    SET last_active_at = max(last_active_at, :now), first_factor_before = first_factor_at, second_factor_before = second_factor_at, first_factor_at = :now
    WHERE id = :id AND ${IS_LIVE} RETURNING user_id, client_id`)
  const rotateClient = database.prepare(`UPDATE clients
    SET previous_secret_hash = secret_hash, secret_hash = :secret, rotated_at = :now
    WHERE id = :id AND secret_hash = :presented RETURNING id`)
  const replaceSecret = database.prepare(
    `UPDATE sessions SET opaque_hash = :hash WHERE id = :id AND transport = 'opaque' AND ${IS_LIVE} RETURNING id`,
  )
  const tighten = database.prepare(`UPDATE sessions SET
      idle_ms = nullif(min(coalesce(idle_ms, 9e15), coalesce(:idle, 9e15)), 9e15),
      slack_ms = min(slack_ms, :slack),
      absolute_at = min(absolute_at, created_at + :absolute),
      tokens_until = CASE WHEN token_ms > :token
        THEN max(coalesce(tokens_until, 0), :now + token_ms) ELSE tokens_until END,
      token_ms = min(token_ms, :token), token_max_ms = min(token_max_ms, :tokenMax)
    WHERE transport = :transport AND end_state IS NULL AND :now < deadline_at AND (
      coalesce(idle_ms, 9e15) > coalesce(:idle, 9e15) OR slack_ms > :slack
      OR absolute_at > created_at + :absolute OR token_ms > :token OR token_max_ms > :tokenMax)`)
  const activate = database.prepare(`UPDATE clients SET active_session_id = :session
    WHERE id = :client AND EXISTS (SELECT 1 FROM sessions WHERE id = :session AND client_id = :client AND ${IS_LIVE})
    RETURNING id`)
  const knows = database.prepare('SELECT 1 FROM sessions WHERE client_id = ? AND user_id = ? LIMIT 1')
  // Two statements: under a condition such as `:user IS NULL OR ...` no index is used.
  const list = (whose: string) =>
    prepareSessions(
      database,
      `${SESSION_WITH_USER}
      WHERE ${whose} AND s.id < :before AND (:alive IS NULL OR :alive = (s.end_state IS NULL
        AND :now < s.deadline_at AND u.state = 'enabled' AND u.epoch = s.epoch))
      ORDER BY s.id DESC LIMIT :limit`,
    )
  const listAll = list('TRUE')
  const listOfUser = list('s.user_id = :user')

  return {
    find: async (id) => reads.find(id),
    findClient: async (id) => reads.findClient(id),
    clientKnowsUser: async (clientId, userId) => knows.get(clientId, userId) !== undefined,

    open: async (input) => {
      try {
        return await write(() => open(input))
      } catch (error) {
        if (error instanceof Refusal) return { outcome: error.outcome }
        throw error
      }
    },
    advance: (step) => write(() => advance(step)),
    touch: (id) =>
      write(() => {
        touch.run({ id, now: nowMs() })
        return reads.find(id)
      }),
    extendTokensUntil: (id, untilMs) =>
      write(() => extendTokens.run({ id, until: untilMs, now: nowMs() }).changes === 1),

    reverify: async ({ id, rotateClient: rotation, context }) => {
      try {
        return await write(() => {
          const now = nowMs()
          const proved = prove.get({ id, now })
          if (proved === undefined) return null
          if (rotation !== null) {
            const { presentedHash, secretHash } = rotation
            const rotated = rotateClient.get({
              id: rotation.id,
              presented: presentedHash,
              secret: secretHash,
              now,
            })
            if (rotated === undefined) throw new Refusal('client-changed')
          }
          const reading = reads.find(id)
          const session = reading?.session
          engine.appendEvents([
            draftEvent(context, 'session.reverified', {
              sessionId: id,
              userId: session?.userId ?? null,
              clientId: session?.clientId ?? null,
            }),
          ])
          return reading
        })
      } catch (error) {
        if (error instanceof Refusal) return null
        throw error
      }
    },

    replaceOpaqueSecret: (id, opaqueHash) =>
      write(() =>
        replaceSecret.get({ id, hash: opaqueHash, now: nowMs() }) === undefined ? null : reads.find(id),
      ),

    end: (selector, ending, context, more = []) =>
      write(() => {
        const ended = endSessions(selector, ending, context)
        if (ended.length > 0) engine.appendEvents(more)
        return ended
      }),

    list: async (filter, page) => {
      const { userId } = filter
      const parameters = {
        alive: filter.status === null ? null : Number(filter.status === 'active'),
        before: readCursor('sess', page) ?? BEHIND_ALL_SESSIONS,
        now: nowMs(),
        limit: page.limit + 1,
      }
      const rows = userId === null ? listAll.all(parameters) : listOfUser.all({ ...parameters, user: userId })
      return pageOf(rows.map(reads.reading), page, {
        item: (reading) => reading,
        key: ({ session }) => session.id,
      })
    },

    tighten: (transport, limits) =>
      write(() => {
        const { changes } = tighten.run({
          transport,
          now: nowMs(),
          idle: limits.idleMs,
          slack: limits.activitySlackMs,
          absolute: limits.absoluteMs,
          token: limits.tokenLifetimeMs,
          tokenMax: limits.tokenMaxLifetimeMs,
        })
        return Number(changes)
      }),

    activate: (clientId, sessionId) =>
      write(() => activate.get({ client: clientId, session: sessionId, now: nowMs() }) !== undefined),

    sweep: (limits) => write(() => sweep(limits)),
  }
}
