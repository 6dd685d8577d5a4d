/** The session port on SQLite. */

import type { OpenOutcome, SessionReading, SessionStore } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { outcomeOf } from '../sql/abandoned.ts'
import { prepareAdvance } from './session-advance.ts'
import { prepareEndSessions } from './session-end.ts'
import { IS_LIVE } from './session-live.ts'
import { prepareList } from './session-list.ts'
import { prepareOpen } from './session-open.ts'
import { prepareSessionReads } from './session-read.ts'
import { prepareReverify } from './session-reverify.ts'
import { prepareSweep } from './session-sweep.ts'
import { prepareTighten } from './session-tighten.ts'

/** Opens the port. */
export function openSessionStore(engine: Engine): SessionStore {
  const { database, write, nowMs } = engine
  const reads = prepareSessionReads(engine)
  const endSessions = prepareEndSessions(engine)
  const open = prepareOpen(engine, reads, endSessions)
  const advance = prepareAdvance(engine, reads)
  const reverify = prepareReverify(engine, reads, endSessions)
  const list = prepareList(engine, reads)
  const tighten = prepareTighten(engine)
  const sweep = prepareSweep(engine)

  const touch = database.prepare(`UPDATE sessions SET last_active_at = :now
    WHERE id = :id AND :now - last_active_at >= slack_ms AND ${IS_LIVE}`)
  const extendTokens =
    database.prepare(`UPDATE sessions SET tokens_until = max(coalesce(tokens_until, 0), :until)
    WHERE id = :id AND second_factor_due <> 1 AND ${IS_LIVE}`)
  const replaceSecret = database.prepare(
    `UPDATE sessions SET opaque_hash = :hash WHERE id = :id AND transport = 'opaque' AND ${IS_LIVE} RETURNING id`,
  )
  const activate = database.prepare(`UPDATE clients SET active_session_id = :session
    WHERE id = :client AND EXISTS (SELECT 1 FROM sessions WHERE id = :session AND client_id = :client AND ${IS_LIVE})
    RETURNING id`)
  const setOrganization = database.prepare(`UPDATE sessions SET active_organization_id = :organization
    WHERE id = :id AND ${IS_LIVE} AND (:organization IS NULL OR EXISTS
      (SELECT 1 FROM memberships m WHERE m.organization_id = :organization AND m.user_id = sessions.user_id))
    RETURNING id`)
  const knows = database.prepare('SELECT 1 FROM sessions WHERE client_id = ? AND user_id = ? LIMIT 1')
  return {
    find: async (id) => reads.find(id),
    findClient: async (id) => reads.findClient(id),
    clientKnowsUser: async (clientId, userId) => knows.get(clientId, userId) !== undefined,

    open: (input) => outcomeOf<OpenOutcome>(() => write(() => open(input))),
    advance: (step) => write(() => advance(step)),
    touch: (id) =>
      write(() => {
        touch.run({ id, now: nowMs() })
        return reads.find(id)
      }),
    extendTokensUntil: (id, untilMs) =>
      write(() => extendTokens.run({ id, until: untilMs, now: nowMs() }).changes === 1),

    reverify: (input) => outcomeOf<SessionReading | null>(() => write(() => reverify(input))),
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

    list: async (filter, page) => list(filter, page),
    tighten: (transport, limits) => write(() => tighten(transport, limits)),
    activate: (clientId, sessionId) =>
      write(() => activate.get({ client: clientId, session: sessionId, now: nowMs() }) !== undefined),

    setOrganization: (id, organizationId) =>
      write(() => {
        const parameters = { id, organization: organizationId, now: nowMs() }
        return setOrganization.get(parameters) === undefined ? null : reads.find(id)
      }),

    sweep: (limits) => write(() => sweep(limits)),
  }
}
