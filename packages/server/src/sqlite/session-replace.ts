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
import type { Engine } from './engine.ts'
import type { EndSessions } from './session-end.ts'

/** Replaces them; only inside a write. */
export type ReplaceInBrowser = (by: Successor, succession: Succession, context: ActContext) => void

/** Prepares that. */
export function prepareReplaceInBrowser(
  { database, nowMs }: Engine,
  endSessions: EndSessions,
): ReplaceInBrowser {
  const others = database.prepare(OTHERS_IN_BROWSER)
  const grants = database.prepare(moveGrants('min'))
  const codes = database.prepare(MOVE_CODES)
  const devices = database.prepare(MOVE_DEVICES)
  return (by, succession, context) => {
    const { id, userId: user, clientId: client, absoluteAtMs: until } = by
    const now = nowMs()
    if (!succession.isPending) {
      grants.run({ id, user, client, until })
      codes.run({ id, user, client, now })
      devices.run({ id, user, client, now })
    }
    for (const row of others.all({ id, client, now })) {
      if (!givesWay(row, by, succession)) continue
      endSessions({ by: 'id', id: row['id'] as SessionId }, replacedEnd(row['user_id'] === user), context)
    }
  }
}
