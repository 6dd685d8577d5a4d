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
import { outdateApiKeys } from './api-key-end.ts'
import { rotateClient } from './client-secret.ts'
import { endSessions } from './session-end.ts'
import { IS_LIVE } from './session-live.ts'
import { findSession } from './session-read.ts'
import { replaceInBrowser } from './session-replace.ts'
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

const claim = statement(`INSERT INTO used_once (key, until_at, session_id, key_hash)
  VALUES (:key, :until, :session, :keyHash)
  ON CONFLICT (key) DO UPDATE SET
    until_at = excluded.until_at, session_id = excluded.session_id, key_hash = excluded.key_hash
  WHERE used_once.until_at <= :now RETURNING key`)
const claimed = statement('SELECT session_id, key_hash FROM used_once WHERE key = :key')
// The user's row comes first: whoever opens sessions of one user, or ends them all, waits for the other here.
const signInUser = statement(`UPDATE users
  SET last_sign_in_at = CASE WHEN :isOwn::SMALLINT = 1 THEN :now ELSE last_sign_in_at END
  WHERE id = :id AND state = 'enabled' AND epoch = :epoch RETURNING deletion_at, :now AS now`)
const keepUser = statement('UPDATE users SET deletion_at = NULL WHERE id = :id')
// Whoever acts as the user, waits for a second factor, or is an application takes none of the user's places.
const IS_OWN = `user_id = :user AND actor IS NULL AND oauth_client_id IS NULL AND second_factor_due <> 1 AND end_state IS NULL AND :now < deadline_at AND epoch >= :epoch`
const countLiving = statement(`SELECT count(*) AS living FROM sessions WHERE ${IS_OWN}`)
const oldestLiving = statement(`SELECT id FROM sessions WHERE ${IS_OWN} ORDER BY last_active_at, id LIMIT 1`)
const newClient = statement(`INSERT INTO clients (id, secret_hash, active_session_id, rotated_at, created_at)
  VALUES (:id, :secret, :session, :at, :at)`)
const activate = statement('UPDATE clients SET active_session_id = :session WHERE id = :id')
const insert = statement(INSERT_SESSION)
// What a grant depends on stays locked until it is there. Whoever ends any of it waits for that, and then finds the grant
// by a statement of its own; whoever was first is waited for here, and leaves nothing to be found.
const lockGrantor = statement(`WITH
    client AS (SELECT id FROM oauth_clients WHERE id = :client AND state = 'enabled' FOR SHARE),
    member AS (SELECT user_id FROM memberships
      WHERE organization_id = :organization AND user_id = :user FOR KEY SHARE),
    parent AS (SELECT id FROM sessions
      WHERE id = :parent AND user_id = :user AND second_factor_due <> 1 AND ${IS_LIVE} FOR SHARE),
    code AS (SELECT id FROM authorization_codes WHERE id = :code FOR KEY SHARE),
    device AS (SELECT id FROM device_grants WHERE id = :device FOR KEY SHARE)
  SELECT (SELECT count(*) FROM client) AS client, (SELECT count(*) FROM member) AS organization,
    (SELECT count(*) FROM parent) AS parent, (SELECT count(*) FROM code) AS code,
    (SELECT count(*) FROM device) AS device`)
const surplusGrants = statement(SURPLUS_GRANTS)
const hasFactor = statement(`SELECT id FROM factors WHERE user_id = :user AND ${ASKS_AT_SIGN_IN} LIMIT 1`)

/** Opens; abandons the transaction with the outcome when it is refused. */
export async function openSession(transaction: Transaction, input: OpenSession): Promise<OpenOutcome> {
  const { on } = transaction
  const used = await claimOnce(transaction, input)
  if (used !== null) return used
  const nowMs = await signIn(transaction, input)
  await makeWayForGrant(transaction, input)
  await takeClient(transaction, input, nowMs)
  const isPending = input.asksSecondFactor && (await hasFactor.get(on, { user: input.userId })) !== null
  const opening = isPending ? { ...input, ...PUSHES_NOBODY } : input
  await replaceOthers(transaction, opening, isPending, nowMs)
  if (!(await makeRoom(transaction, opening))) throw refusal('session-limit')
  await insert.run(on, insertedSession(input, isPending, nowMs))
  if (input.client.kind === 'known') await activate.run(on, { session: input.id, id: input.client.id })
  transaction.appendEvents([
    draftEvent(input.context, 'session.created', {
      userId: input.userId,
      sessionId: input.id,
      clientId: input.client.id,
      details: openedDetails(input),
    }),
    ...input.events,
  ])
  const reading = await findSession(on, input.id)
  if (reading === null) throw new Error('a session that was just inserted is not there')
  return { outcome: 'opened', reading }
}

function refusal(outcome: 'user-changed' | 'client-changed' | 'session-limit'): Abandoned<OpenOutcome> {
  return new Abandoned({ outcome })
}

async function claimOnce({ on }: Transaction, { once, id }: OpenSession): Promise<OpenOutcome | null> {
  if (once === null) return null
  const { key, untilMs: until, keyHash } = once
  if ((await claim.get(on, { key, until, session: id, keyHash })) !== null) return null
  const row = await claimed.get(on, { key })
  return {
    outcome: 'used',
    sessionId: row?.['session_id'] as OpenSession['id'],
    keyHash: (row?.['key_hash'] ?? null) as Uint8Array | null,
  }
}

/** Marks the sign-in. @returns The moment that everything of this session counts from. */
async function signIn(transaction: Transaction, input: OpenSession): Promise<number> {
  const { userId: id, epoch, actor, oauth, context } = input
  const isSignIn = actor === null && oauth === null
  const user = await signInUser.get(transaction.on, { id, epoch, isOwn: Number(isSignIn) })
  if (user === null) throw refusal('user-changed')
  if (user['deletion_at'] !== null && isSignIn) {
    await keepUser.run(transaction.on, { id })
    await outdateApiKeys(transaction, id)
    transaction.appendEvents([draftEvent(context, 'user.deletion_cancelled', { userId: id })])
  }
  return user['now'] as number
}

async function makeWayForGrant(transaction: Transaction, input: OpenSession): Promise<void> {
  const { on } = transaction
  const parameters = grantParameters(input)
  if (parameters === null) return
  const found = await lockGrantor.get(on, parameters)
  for (const what of ['client', 'organization', 'parent', 'code', 'device'] as const)
    if (parameters[what] !== null && Number(found?.[what]) !== 1) throw refusal('user-changed')
  const { client, user, parent } = parameters
  for (const row of await surplusGrants.all(on, { client, user, parent, epoch: input.epoch })) {
    const one = { by: 'id', id: row['id'] as OpenSession['id'] } as const
    await endSessions(transaction, one, OVER_LIMIT, input.context)
  }
}

async function takeClient(
  { on }: Transaction,
  { id: session, client }: OpenSession,
  at: number,
): Promise<void> {
  const { id, secretHash: secret } = client
  if (client.kind === 'new') await newClient.run(on, { id, secret, session, at })
  else if (!(await rotateClient(on, client))) throw refusal('client-changed')
}

async function replaceOthers(
  transaction: Transaction,
  input: OpenSession,
  isPending: boolean,
  nowMs: number,
): Promise<void> {
  const { id, context, userId, client, replaceOtherAccounts } = input
  if (client.kind === 'known') {
    const by = { id, userId, clientId: client.id, absoluteAtMs: absoluteEnd(input, nowMs) }
    await replaceInBrowser(transaction, by, { isPending, replaceOtherAccounts }, context)
  }
  if (input.replaceOtherDevices) {
    const others = { by: 'devices', userId, except: null } as const
    await endSessions(transaction, others, { state: 'replaced', reason: 'single_session' }, context)
  }
}

/** Makes room for one more session. @returns Whether there is room. */
async function makeRoom(transaction: Transaction, input: OpenSession): Promise<boolean> {
  const { maxSessions, userId: user, epoch, context } = input
  if (maxSessions === null) return true
  const { on } = transaction
  while (Number((await countLiving.get(on, { user, epoch }))?.['living']) >= maxSessions.count) {
    const oldest = maxSessions.atLimit === 'deny' ? null : await oldestLiving.get(on, { user, epoch })
    if (oldest === null) return false
    const one = { by: 'id', id: oldest['id'] as OpenSession['id'] } as const
    await endSessions(transaction, one, OVER_LIMIT, context)
  }
  return true
}
