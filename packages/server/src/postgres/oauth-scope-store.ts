/** The port for scopes on Postgres. */

import { draftEvent, OAUTH_SCOPES_CHANGED, type OAuthScopeStore } from '@coatcheck/core'
import { DELETE_SCOPE, PUT_SCOPE } from '../sql/oauth-statements.ts'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'

const list = statement('SELECT name, description FROM oauth_scopes ORDER BY name COLLATE "C"')
const put = statement(`${PUT_SCOPE} RETURNING :now AS now`)
const remove = statement(`${DELETE_SCOPE}, :now AS now`)

/** Opens the port. */
export function openOAuthScopeStore({ pool, transact }: Engine): OAuthScopeStore {
  return {
    list: async () =>
      (await list.all(pool)).map((row) => ({
        name: row['name'] as string,
        description: row['description'] as string,
      })),
    put: ({ name, description }, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const row = await put.get(on, { name, description })
        appendLog('policy', OAUTH_SCOPES_CHANGED, row?.['now'] as number)
        appendEvents([draftEvent(context, 'oauth_scope.updated', { details: { name } })])
      }),
    delete: (name, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const row = await remove.get(on, { name })
        if (row === null) return false
        appendLog('policy', OAUTH_SCOPES_CHANGED, row['now'] as number)
        appendEvents([draftEvent(context, 'oauth_scope.deleted', { details: { name } })])
        return true
      }),
  }
}
