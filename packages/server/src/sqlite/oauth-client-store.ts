/** The port for OAuth clients on SQLite. */

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
import type { Row } from '../sql/session-row.ts'
import { APPLICATION_REMOVED } from '../sql/session-selection.ts'
import { prepareDropApiKeys, prepareOutdateApiKeys } from './api-key-end.ts'
import type { Engine } from './engine.ts'
import { prepareEndSessions } from './session-end.ts'

/** Opens the port. */
export function openOAuthClientStore(engine: Engine): OAuthClientStore {
  const { database, write, nowMs, appendLog } = engine
  const byId = database.prepare(FIND_CLIENT)
  const byName = database.prepare(FIND_CLIENT_BY_NAME)
  const list = database.prepare(LIST_CLIENTS)
  const insert = database.prepare(INSERT_CLIENT)
  const update = database.prepare(UPDATE_CLIENT)
  const setState = database.prepare(SET_CLIENT_STATE)
  const replaceSecret = database.prepare(REPLACE_CLIENT_SECRET)
  const dropConsents = database.prepare(DROP_CONSENTS_OF_CLIENT)
  const dropCodes = database.prepare(DROP_CODES_OF_CLIENT)
  const dropDevices = database.prepare(DROP_DEVICES_OF_CLIENT)
  const remove = database.prepare(DELETE_CLIENT)
  const algorithms = database.prepare(clientAlgorithms("settings ->> 'algorithm'"))
  const forgetUnused = database.prepare(forgetUnusedClients(''))
  const dropApiKeys = prepareDropApiKeys(engine)
  const outdateApiKeys = prepareOutdateApiKeys(engine)
  const endSessions = prepareEndSessions(engine)

  /** Tells of a change, if there was one. */
  function tell(row: Row | undefined, event: EventType, context: ActContext): OAuthClient | null {
    if (row === undefined) return null
    const client = oauthClientFromRow(row)
    const { id, name } = client
    appendLog('policy', `${OAUTH_CLIENT_CHANGED}${id}`, nowMs())
    engine.appendEvents([draftEvent(context, event, { details: { id, name } })])
    return client
  }

  /** Takes back what a client was given by people, and as a machine. */
  function takeAll(id: OAuthClient['id'], context: ActContext): void {
    endSessions({ by: 'oauth-client', id, userId: null }, APPLICATION_REMOVED, context)
    appendLog('user', id, nowMs() + MACHINE_TOKENS_MS)
    dropConsents.run({ client: id })
    dropCodes.run({ client: id })
    dropDevices.run({ client: id })
  }

  return {
    create: (client, context) =>
      write(() => {
        const row = insert.get({ ...columnsOfNewClient(client), now: nowMs() })
        return tell(row, 'oauth_client.created', context) === null ? 'exists' : 'created'
      }),
    find: async (id) => known(byId.get({ id })),
    findByClientId: async (client) => known(byName.get({ client })),
    list: async (page) =>
      pageOf(list.all(pageParameters('app', page)), page, {
        item: oauthClientFromRow,
        key: (row) => row['id'] as string,
      }),
    update: (id, version, settings, context) =>
      write(() => {
        const row = update.get({ id, version, settings: settingsText(settings), now: nowMs() })
        return tell(row, 'oauth_client.updated', context)
      }),
    setState: (id, state, context) =>
      write(() => {
        const row = setState.get({ id, state, now: nowMs() })
        if (tell(row, `oauth_client.${state}`, context) === null) return false
        outdateApiKeys(id)
        if (state === 'disabled') takeAll(id, context)
        return true
      }),
    replaceSecret: (id, hash, until, context) =>
      write(() => {
        const row = replaceSecret.get({ id, hash, until, keepsFormer: Number(until !== null), now: nowMs() })
        return tell(row, 'oauth_client.secret_replaced', context) !== null
      }),
    delete: (id, context) =>
      write(() => {
        if (byId.get({ id }) === undefined) return false
        takeAll(id, context)
        dropApiKeys(id, 'client_deleted', context)
        tell(remove.get({ id }), 'oauth_client.deleted', context)
        return true
      }),
    algorithms: async () => algorithms.all().map((row) => row['algorithm'] as OAuthClient['algorithm']),
    sweep: ({ batch, unusedMs }) =>
      write(() => {
        const rows = forgetUnused.all({ batch, unused: unusedMs, now: nowMs() })
        for (const row of rows) tell(row, 'oauth_client.deleted', BY_SYSTEM)
        return rows.length
      }),
  }
}

function known(row: Row | undefined): KnownOAuthClient | null {
  return row === undefined ? null : knownClientFromRow(row)
}
