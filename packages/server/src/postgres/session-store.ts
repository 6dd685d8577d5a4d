/** The session port on Postgres. */

import { type OpenOutcome, type SessionReading, type SessionStore } from '@coatcheck/core'
import { outcomeOf } from '../sql/abandoned.ts'
import type { Engine } from './engine.ts'
import { advanceChain } from './session-advance.ts'
import { endSessions } from './session-end.ts'
import { IS_LIVE } from './session-live.ts'
import { openSession } from './session-open.ts'
import { listSessions } from './session-list.ts'
import { findClient, findSession } from './session-read.ts'
import { reverify } from './session-reverify.ts'
import { sweepSessions } from './session-sweep.ts'
import { tightenSessions } from './session-tighten.ts'
import { statement } from './statement.ts'

const touch = statement(`UPDATE sessions SET last_active_at = :now
  WHERE id = :id AND :now - last_active_at >= slack_ms AND ${IS_LIVE}`)
const extendTokens = statement(`UPDATE sessions SET tokens_until = greatest(coalesce(tokens_until, 0), :until)
  WHERE id = :id AND second_factor_due <> 1 AND ${IS_LIVE}`)
const replaceSecret = statement(`UPDATE sessions SET opaque_hash = :hash
  WHERE id = :id AND transport = 'opaque' AND ${IS_LIVE} RETURNING id`)
const activate = statement(`UPDATE clients SET active_session_id = :session
  WHERE id = :client AND EXISTS (SELECT 1 FROM sessions WHERE id = :session AND client_id = :client AND ${IS_LIVE})
  RETURNING id`)
const setOrganization = statement(`UPDATE sessions SET active_organization_id = :organization
  WHERE id = :id AND ${IS_LIVE} AND (:organization::TEXT IS NULL OR EXISTS
    (SELECT 1 FROM memberships m WHERE m.organization_id = :organization AND m.user_id = sessions.user_id))
  RETURNING id`)
const knows = statement(
  'SELECT 1 AS known FROM sessions WHERE client_id = :client AND user_id = :user LIMIT 1',
)

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

    reverify: (input) =>
      outcomeOf<SessionReading | null>(() => transact((transaction) => reverify(transaction, input))),

    replaceOpaqueSecret: async (id, hash) =>
      (await replaceSecret.get(pool, { id, hash })) === null ? null : await findSession(pool, id),

    end: (selector, ending, context, more = []) =>
      transact(async (transaction) => {
        const ended = await endSessions(transaction, selector, ending, context)
        if (ended.length > 0) transaction.appendEvents(more)
        return ended
      }),

    list: (filter, page) => listSessions(pool, filter, page),
    tighten: (transport, limits) => tightenSessions(pool, transport, limits),
    activate: async (client, session) => (await activate.get(pool, { client, session })) !== null,

    setOrganization: async (id, organization) =>
      (await setOrganization.get(pool, { id, organization })) === null ? null : await findSession(pool, id),

    sweep: async (limits) => (await transact((transaction) => sweepSessions(transaction, limits))).count,
  }
}
