/** What a session takes the place of in its browser: its user's others, whose grants, codes and devices go over to it. */

import type { ActContext, SessionId } from '@coatcheck/core'
import {
  givesWay,
  MOVE_CODES,
  MOVE_DEVICES,
  moveGrants,
  OTHERS_IN_BROWSER,
  replacedEnd,
  type Succession,
  type Successor,
} from '../sql/browser-succession.ts'
import { endSessions } from './session-end.ts'
import { statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

const others = statement(OTHERS_IN_BROWSER)
const grants = statement(moveGrants('least'))
const codes = statement(MOVE_CODES)
const devices = statement(MOVE_DEVICES)

/** Replaces them, in a transaction that holds the user's row: no grant is opened meanwhile. */
export async function replaceInBrowser(
  transaction: Transaction,
  by: Successor,
  succession: Succession,
  context: ActContext,
): Promise<void> {
  const { on } = transaction
  const { id, userId: user, clientId: client, absoluteAtMs: until } = by
  if (!succession.isPending) {
    await grants.run(on, { id, user, client, until })
    await codes.run(on, { id, user, client })
    await devices.run(on, { id, user, client })
  }
  for (const row of await others.all(on, { id, client })) {
    if (!givesWay(row, by, succession)) continue
    const one = { by: 'id', id: row['id'] as SessionId } as const
    await endSessions(transaction, one, replacedEnd(row['user_id'] === user), context)
  }
}
