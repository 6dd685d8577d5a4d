/** The port for device authorization on SQLite. */

import { DEVICE_GRANT_KEPT_MS, type DeviceGrantStore } from '@coatcheck/core'
import {
  deviceApprovalColumns,
  deviceGrantFromRow,
  devicePollFromRow,
  deviceRequestColumns,
} from '../sql/device-grant-row.ts'
import {
  APPROVE_DEVICE,
  CREATE_DEVICE_GRANT,
  DENY_DEVICE,
  FIND_WAITING_DEVICE,
  POLL_DEVICE,
} from '../sql/device-grant-statements.ts'
import type { Engine } from './engine.ts'
import { prepareForget } from './forget.ts'

/** Opens the port. */
export function openDeviceGrantStore(engine: Engine): DeviceGrantStore {
  const { database, write, nowMs } = engine
  const forget = prepareForget(engine, { table: 'device_grants', key: 'id', time: 'expires_at' })
  const create = database.prepare(CREATE_DEVICE_GRANT)
  const find = database.prepare(FIND_WAITING_DEVICE)
  const approve = database.prepare(APPROVE_DEVICE)
  const deny = database.prepare(DENY_DEVICE)
  const poll = database.prepare(POLL_DEVICE)
  return {
    create: (request) =>
      write(() => {
        const row = create.get({ ...deviceRequestColumns(request), now: nowMs() })
        return row === undefined ? 'taken' : 'created'
      }),
    findWaiting: async (userCodeHashes) => {
      for (const hash of userCodeHashes) {
        const row = find.get({ user_code_hash: hash, now: nowMs() })
        if (row !== undefined) return deviceGrantFromRow(row)
      }
      return null
    },
    decide: (id, approval, events) =>
      write(() => {
        const now = nowMs()
        const decided =
          approval === null
            ? deny.get({ id, now })
            : approve.get({ ...deviceApprovalColumns(id, approval), now })
        if (decided === undefined) return false
        engine.appendEvents(events)
        return true
      }),
    poll: ({ id, hash, clientId }) =>
      write(() => {
        const row = poll.get({ id, hash, client: clientId, now: nowMs() })
        return row === undefined ? ({ outcome: 'unknown' } as const) : devicePollFromRow(row)
      }),
    sweep: (batch) => forget(nowMs() - DEVICE_GRANT_KEPT_MS, batch),
  }
}
