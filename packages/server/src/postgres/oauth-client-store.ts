/** The port for OAuth clients on Postgres. */

import {
  BY_SYSTEM,
  type ActContext,
  draftEvent,
  type EventType,
  type KnownOAuthClient,
  OAUTH_CLIENT_CHANGED,
  type OAuthClient,
  type OAuthClientStore,
} from '@coatcheck/core'
import { DROP_DEVICES_OF_CLIENT } from '../sql/device-grant-statements.ts'
import {
  columnsOfNewClient,
  knownClientFromRow,
  oauthClientFromRow,
  settingsText,
} from '../sql/oauth-client-row.ts'
import {
  clientAlgorithms,
  DELETE_CLIENT,
  DROP_CODES_OF_CLIENT,
  DROP_CONSENTS_OF_CLIENT,
  FIND_CLIENT,
  FIND_CLIENT_BY_NAME,
  forgetUnusedClients,
  INSERT_CLIENT,
  LIST_CLIENTS,
  MACHINE_TOKENS_MS,
  REPLACE_CLIENT_SECRET,
  SET_CLIENT_STATE,
  UPDATE_CLIENT,
} from '../sql/oauth-statements.ts'
import { pageParameters } from '../sql/organization-statements.ts'
import { pageOf } from '../sql/pagination.ts'
import { APPLICATION_REMOVED } from '../sql/session-selection.ts'
import { dropApiKeys, outdateApiKeys } from './api-key-end.ts'
import type { Engine } from './engine.ts'
import { endSessions } from './session-end.ts'
import { type Row, statement } from './statement.ts'
import type { Transaction } from './transaction.ts'

const byId = statement(FIND_CLIENT)
const byName = statement(FIND_CLIENT_BY_NAME)
const list = statement(LIST_CLIENTS)
const insert = statement(`${INSERT_CLIENT}, :now AS now`)
const update = statement(`${UPDATE_CLIENT}, :now AS now`)
const setState = statement(`${SET_CLIENT_STATE}, :now AS now`)
const replaceSecret = statement(`${REPLACE_CLIENT_SECRET}, :now AS now`)
// Whoever opens a grant or consents holds the client until that is there to be seen: from here on nobody does.
const lock = statement('SELECT :now AS now FROM oauth_clients WHERE id = :id FOR UPDATE')
const dropConsents = statement(DROP_CONSENTS_OF_CLIENT)
const dropCodes = statement(DROP_CODES_OF_CLIENT)
const dropDevices = statement(DROP_DEVICES_OF_CLIENT)
const forgetUnused = statement(`${forgetUnusedClients('FOR UPDATE OF client SKIP LOCKED')}, :now AS now`)
const remove = statement(`${DELETE_CLIENT}, :now AS now`)
const algorithms = statement(clientAlgorithms("(settings::JSONB ->> 'algorithm')"))

/** Opens the port. */
export function openOAuthClientStore({ pool, transact }: Engine): OAuthClientStore {
  return {
    create: (client, context) =>
      transact(async (transaction) => {
        const row = await insert.get(transaction.on, columnsOfNewClient(client))
        return tell(transaction, row, 'oauth_client.created', context) === null ? 'exists' : 'created'
      }),
    find: async (id) => known(await byId.get(pool, { id })),
    findByClientId: async (client) => known(await byName.get(pool, { client })),
    list: async (page) =>
      pageOf(await list.all(pool, pageParameters('app', page)), page, {
        item: oauthClientFromRow,
        key: (row) => row['id'] as string,
      }),
    update: (id, version, settings, context) =>
      transact(async (transaction) => {
        const row = await update.get(transaction.on, { id, version, settings: settingsText(settings) })
        return tell(transaction, row, 'oauth_client.updated', context)
      }),
    setState: (id, state, context) =>
      transact(async (transaction) => {
        const row = await setState.get(transaction.on, { id, state })
        if (row === null) return false
        tell(transaction, row, `oauth_client.${state}`, context)
        await outdateApiKeys(transaction, id)
        if (state === 'disabled') await takeAll(transaction, id, row, context)
        return true
      }),
    replaceSecret: (id, hash, until, context) =>
      transact(async (transaction) => {
        const parameters = { id, hash, until, keepsFormer: Number(until !== null) }
        const row = await replaceSecret.get(transaction.on, parameters)
        return tell(transaction, row, 'oauth_client.secret_replaced', context) !== null
      }),
    delete: (id, context) =>
      transact(async (transaction) => {
        const row = await lock.get(transaction.on, { id })
        if (row === null) return false
        await takeAll(transaction, id, row, context)
        await dropApiKeys(transaction, id, 'client_deleted', context)
        tell(transaction, await remove.get(transaction.on, { id }), 'oauth_client.deleted', context)
        return true
      }),
    algorithms: async () =>
      (await algorithms.all(pool)).map((row) => row['algorithm'] as OAuthClient['algorithm']),
    sweep: ({ batch, unusedMs }) =>
      transact(async (transaction) => {
        const rows = await forgetUnused.all(transaction.on, { batch, unused: unusedMs })
        for (const row of rows) tell(transaction, row, 'oauth_client.deleted', BY_SYSTEM)
        return rows.length
      }),
  }
}

/** Tells of a change, if there was one. */
function tell(
  { appendLog, appendEvents }: Transaction,
  row: Row | null,
  event: EventType,
  context: ActContext,
): OAuthClient | null {
  if (row === null) return null
  const client = oauthClientFromRow(row)
  const { id, name } = client
  appendLog('policy', `${OAUTH_CLIENT_CHANGED}${id}`, row['now'] as number)
  appendEvents([draftEvent(context, event, { details: { id, name } })])
  return client
}

/** Takes back what a client was given by people, and as a machine; its row is locked. */
async function takeAll(
  transaction: Transaction,
  id: OAuthClient['id'],
  row: Row,
  context: ActContext,
): Promise<void> {
  const { on, appendLog } = transaction
  await endSessions(transaction, { by: 'oauth-client', id, userId: null }, APPLICATION_REMOVED, context)
  appendLog('user', id, (row['now'] as number) + MACHINE_TOKENS_MS)
  await dropConsents.run(on, { client: id })
  await dropCodes.run(on, { client: id })
  await dropDevices.run(on, { client: id })
}

function known(row: Row | null): KnownOAuthClient | null {
  return row === null ? null : knownClientFromRow(row)
}
