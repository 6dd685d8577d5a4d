/** The port for device authorization on Postgres. */

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
import { forget } from './forget.ts'
import { statement } from './statement.ts'

const create = statement(CREATE_DEVICE_GRANT)
const find = statement(FIND_WAITING_DEVICE)
const approve = statement(APPROVE_DEVICE)
const deny = statement(DENY_DEVICE)
const poll = statement(POLL_DEVICE)
const sweep = forget({ table: 'device_grants', key: 'id', time: 'expires_at' })

/** Opens the port. */
export function openDeviceGrantStore({ pool, transact }: Engine): DeviceGrantStore {
  return {
    create: async (request) =>
      (await create.get(pool, deviceRequestColumns(request))) === null ? 'taken' : 'created',
    findWaiting: async (userCodeHashes) => {
      for (const hash of userCodeHashes) {
        const row = await find.get(pool, { user_code_hash: hash })
        if (row !== null) return deviceGrantFromRow(row)
      }
      return null
    },
    decide: (id, approval, events) =>
      transact(async ({ on, appendEvents }) => {
        const decided =
          approval === null
            ? await deny.get(on, { id })
            : await approve.get(on, deviceApprovalColumns(id, approval))
        if (decided === null) return false
        appendEvents(events)
        return true
      }),
    poll: async ({ id, hash, clientId }) => {
      const row = await poll.get(pool, { id, hash, client: clientId })
      return row === null ? { outcome: 'unknown' } : devicePollFromRow(row)
    },
    sweep: (batch) => sweep(pool, DEVICE_GRANT_KEPT_MS, batch),
  }
}
