/** The port for scopes on SQLite. */

import { draftEvent, OAUTH_SCOPES_CHANGED, type OAuthScopeStore } from '@coatcheck/core'
import { DELETE_SCOPE, PUT_SCOPE } from '../sql/oauth-statements.ts'
import type { Engine } from './engine.ts'

/** Opens the port. */
export function openOAuthScopeStore({
  database,
  write,
  nowMs,
  appendLog,
  appendEvents,
}: Engine): OAuthScopeStore {
  const list = database.prepare('SELECT name, description FROM oauth_scopes ORDER BY name')
  const put = database.prepare(PUT_SCOPE)
  const remove = database.prepare(DELETE_SCOPE)
  return {
    list: async () =>
      list.all().map((row) => ({ name: row['name'] as string, description: row['description'] as string })),
    put: async ({ name, description }, context) => {
      await write(() => {
        put.run({ name, description })
        appendLog('policy', OAUTH_SCOPES_CHANGED, nowMs())
        appendEvents([draftEvent(context, 'oauth_scope.updated', { details: { name } })])
      })
    },
    delete: (name, context) =>
      write(() => {
        if (remove.get({ name }) === undefined) return false
        appendLog('policy', OAUTH_SCOPES_CHANGED, nowMs())
        appendEvents([draftEvent(context, 'oauth_scope.deleted', { details: { name } })])
        return true
      }),
  }
}
