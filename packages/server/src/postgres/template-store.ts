/** The template port on Postgres. */

import { draftEvent, type TemplateStore } from '@coatcheck/core'
import { columnsOfTemplate, templateFromRow } from '../sql/template-row.ts'
import { INSERT_TEMPLATE, TEMPLATES_CHANGED, UPDATE_TEMPLATE } from '../sql/template-statements.ts'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'

const list = statement('SELECT * FROM templates ORDER BY name COLLATE "C"')
const byId = statement('SELECT * FROM templates WHERE id = :id')
const byName = statement('SELECT * FROM templates WHERE name = :name')
const insert = statement(INSERT_TEMPLATE)
const update = statement(UPDATE_TEMPLATE)
const remove = statement('DELETE FROM templates WHERE id = :id RETURNING name, :now AS now')

/** Opens the port. */
export function openTemplateStore({ pool, transact }: Engine): TemplateStore {
  return {
    list: async () => (await list.all(pool)).map(templateFromRow),
    find: async (id) => {
      const row = await byId.get(pool, { id })
      return row === null ? null : templateFromRow(row)
    },
    findByName: async (name) => {
      const row = await byName.get(pool, { name })
      return row === null ? null : templateFromRow(row)
    },
    create: (template, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const { id, name } = template
        const row = await insert.get(on, { id, name, ...columnsOfTemplate(template) })
        if (row === null) return 'name-taken'
        appendLog('policy', TEMPLATES_CHANGED, row['now'] as number)
        appendEvents([draftEvent(context, 'template.created', { details: { id, name } })])
        return 'created'
      }),
    update: (template, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const { id, name, version } = template
        const row = await update.get(on, { id, version, ...columnsOfTemplate(template) })
        if (row === null) return null
        const changed = templateFromRow(row)
        appendLog('policy', TEMPLATES_CHANGED, changed.updatedAtMs)
        appendEvents([draftEvent(context, 'template.updated', { details: { id, name } })])
        return changed
      }),
    delete: (id, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        const row = await remove.get(on, { id })
        if (row === null) return false
        appendLog('policy', TEMPLATES_CHANGED, row['now'] as number)
        const details = { id, name: row['name'] as string }
        appendEvents([draftEvent(context, 'template.deleted', { details })])
        return true
      }),
  }
}
