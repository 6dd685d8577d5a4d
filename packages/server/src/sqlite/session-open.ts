/** Opens a session in one transaction, with everything that the sign-in replaces. */

import { draftEvent, type OpenOutcome, type OpenSession } from '@coatcheck/core'
import { Abandoned } from '../sql/abandoned.ts'
import { ASKS_AT_SIGN_IN } from '../sql/factor-row.ts'
import {
  absoluteEnd,
  grantParameters,
  INSERT_SESSION,
  insertedSession,
  openedDetails,
  PUSHES_NOBODY,
} from '../sql/session-insert.ts'
import { OVER_LIMIT, SURPLUS_GRANTS } from '../sql/surplus-grants.ts'
import { prepareOutdateApiKeys } from './api-key-end.ts'
import { prepareRotateClient } from './client-secret.ts'
import type { Engine } from './engine.ts'
import type { EndSessions } from './session-end.ts'
import { IS_LIVE } from './session-live.ts'
import { prepareSessions, type SessionReads } from './session-read.ts'
import { prepareReplaceInBrowser } from './session-replace.ts'

/** Opens; only inside a write, which it abandons with the outcome when it is refused. */
export type Open = (input: OpenSession) => OpenOutcome

/** Prepares it. */
export function prepareOpen(engine: Engine, reads: SessionReads, endSessions: EndSessions): Open {
  const { database } = engine
  const claim = database.prepare(`INSERT INTO used_once (key, until_at, session_id, key_hash)
    VALUES (:key, :until, :session, :keyHash)
    ON CONFLICT (key) DO UPDATE SET
      until_at = excluded.until_at, session_id = excluded.session_id, key_hash = excluded.key_hash
    WHERE until_at <= :now RETURNING key`)
  const claimed = database.prepare('SELECT session_id, key_hash FROM used_once WHERE key = ?')
  const signInUser = database.prepare(`UPDATE users SET last_sign_in_at = :now
    WHERE id = :id AND state = 'enabled' AND epoch = :epoch RETURNING deletion_at`)
  const findUser = database.prepare(
    "SELECT 1 FROM users WHERE id = :id AND state = 'enabled' AND epoch = :epoch",
  )
  const outdateApiKeys = prepareOutdateApiKeys(engine)
  const keepUser = database.prepare('UPDATE users SET deletion_at = NULL WHERE id = ?')
  // Whoever acts as the user, waits for a second factor, or is an application takes none of the user's places.
  const isOwn = `user_id = :user AND actor IS NULL AND oauth_client_id IS NULL AND second_factor_due <> 1 AND end_state IS NULL AND :now < deadline_at AND epoch >= :epoch`
  const countLiving = database.prepare(`SELECT count(*) AS living FROM sessions WHERE ${isOwn}`)
  const oldestLiving = database.prepare(
    `SELECT id FROM sessions WHERE ${isOwn} ORDER BY last_active_at, id LIMIT 1`,
  )
  const newClient = database.prepare(
    `INSERT INTO clients (id, secret_hash, active_session_id, rotated_at, created_at)
      VALUES (:id, :secret, :session, :now, :now)`,
  )
  const rotateClient = prepareRotateClient(engine)
  const replaceInBrowser = prepareReplaceInBrowser(engine, endSessions)
  const activate = database.prepare('UPDATE clients SET active_session_id = ? WHERE id = ?')
  const insert = prepareSessions(database, INSERT_SESSION)
  const canGrant = database.prepare(`SELECT 1 FROM oauth_clients WHERE id = :client AND state = 'enabled'
    AND (:parent IS NULL OR EXISTS
      (SELECT 1 FROM sessions WHERE id = :parent AND user_id = :user AND second_factor_due <> 1 AND ${IS_LIVE}))
    AND (:organization IS NULL OR EXISTS
      (SELECT 1 FROM memberships WHERE organization_id = :organization AND user_id = :user))
    AND (:code IS NULL OR EXISTS (SELECT 1 FROM authorization_codes WHERE id = :code))
    AND (:device IS NULL OR EXISTS (SELECT 1 FROM device_grants WHERE id = :device))`)
  const surplusGrants = database.prepare(SURPLUS_GRANTS)
  const hasFactor = database.prepare(`SELECT 1 FROM factors WHERE user_id = ? AND ${ASKS_AT_SIGN_IN}`)

  function replaceOthers(input: OpenSession, isPending: boolean, nowMs: number): void {
    const { id, context, userId, client, replaceOtherAccounts } = input
    if (client.kind === 'known') {
      const by = { id, userId, clientId: client.id, absoluteAtMs: absoluteEnd(input, nowMs) }
      replaceInBrowser(by, { isPending, replaceOtherAccounts }, context)
    }
    if (input.replaceOtherDevices) {
      const others = { by: 'devices', userId, except: null } as const
      endSessions(others, { state: 'replaced', reason: 'single_session' }, context)
    }
  }

  /** Makes room for one more session. @returns Whether there is room. */
  function makeRoom({ maxSessions, userId, epoch, context }: OpenSession, nowMs: number): boolean {
    if (maxSessions === null) return true
    while (Number(countLiving.get({ user: userId, now: nowMs, epoch })?.['living']) >= maxSessions.count) {
      const oldest =
        maxSessions.atLimit === 'deny' ? undefined : oldestLiving.get({ user: userId, now: nowMs, epoch })
      if (oldest === undefined) return false
      const id = oldest['id'] as OpenSession['id']
      endSessions({ by: 'id', id }, OVER_LIMIT, context)
    }
    return true
  }

  function claimOnce({ once, id }: OpenSession, nowMs: number): OpenOutcome | null {
    if (once === null) return null
    const { key, untilMs: until, keyHash: hash } = once
    if (claim.get({ key, until, session: id, keyHash: hash, now: nowMs }) !== undefined) return null
    const row = claimed.get(once.key)
    const keyHash = (row?.['key_hash'] ?? null) as Uint8Array | null
    return { outcome: 'used', sessionId: row?.['session_id'] as OpenSession['id'], keyHash }
  }

  function takeClient({ id: session, client }: OpenSession, now: number): void {
    if (client.kind === 'new') newClient.run({ id: client.id, secret: client.secretHash, session, now })
    else if (!rotateClient(client)) throw refusal('client-changed')
  }

  function signIn({ userId, epoch, actor, oauth, context }: OpenSession, nowMs: number): void {
    const isSignIn = actor === null && oauth === null
    const user = isSignIn
      ? signInUser.get({ id: userId, epoch, now: nowMs })
      : findUser.get({ id: userId, epoch })
    if (user === undefined) throw refusal('user-changed')
    if (!isSignIn || user['deletion_at'] === null) return
    keepUser.run(userId)
    outdateApiKeys(userId)
    engine.appendEvents([draftEvent(context, 'user.deletion_cancelled', { userId })])
  }

  function makeWayForGrant(input: OpenSession, nowMs: number): void {
    const parameters = grantParameters(input)
    if (parameters === null) return
    if (canGrant.get({ ...parameters, now: nowMs }) === undefined) throw refusal('user-changed')
    const { client, user, parent } = parameters
    const { epoch, context } = input
    for (const row of surplusGrants.all({ client, user, parent, epoch, now: nowMs }))
      endSessions({ by: 'id', id: row['id'] as OpenSession['id'] }, OVER_LIMIT, context)
  }

  return (input) => {
    const nowMs = engine.nowMs()
    const used = claimOnce(input, nowMs)
    if (used !== null) return used
    takeClient(input, nowMs)
    signIn(input, nowMs)
    makeWayForGrant(input, nowMs)
    const isPending = input.asksSecondFactor && hasFactor.get(input.userId) !== undefined
    const opening = isPending ? { ...input, ...PUSHES_NOBODY } : input
    replaceOthers(opening, isPending, nowMs)
    if (!makeRoom(opening, nowMs)) throw refusal('session-limit')
    insert.get(insertedSession(input, isPending, nowMs))
    if (input.client.kind === 'known') activate.run(input.id, input.client.id)
    const { userId, context } = input
    engine.appendEvents([
      draftEvent(context, 'session.created', {
        userId,
        sessionId: input.id,
        clientId: input.client.id,
        details: openedDetails(input),
      }),
      ...input.events,
    ])
    const reading = reads.find(input.id)
    if (reading === null) throw new Error('a session that was just inserted is not there')
    return { outcome: 'opened', reading }
  }
}

function refusal(outcome: 'user-changed' | 'client-changed' | 'session-limit'): Abandoned<OpenOutcome> {
  return new Abandoned({ outcome })
}
