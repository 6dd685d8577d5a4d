/** The template port on SQLite. */

import { draftEvent, type TemplateStore } from '@coatcheck/core'
import { columnsOfTemplate, templateFromRow } from '../sql/template-row.ts'
import { INSERT_TEMPLATE, TEMPLATES_CHANGED, UPDATE_TEMPLATE } from '../sql/template-statements.ts'
import type { Engine } from './engine.ts'

/** Opens the port. */
export function openTemplateStore(engine: Engine): TemplateStore {
  const { database, write, nowMs, appendLog, appendEvents } = engine
  const list = database.prepare('SELECT * FROM templates ORDER BY name')
  const byId = database.prepare('SELECT * FROM templates WHERE id = ?')
  const byName = database.prepare('SELECT * FROM templates WHERE name = ?')
  const insert = database.prepare(INSERT_TEMPLATE)
  const update = database.prepare(UPDATE_TEMPLATE)
  const remove = database.prepare('DELETE FROM templates WHERE id = ? RETURNING name')
  return {
    list: async () => list.all().map(templateFromRow),
    find: async (id) => {
      const row = byId.get(id)
      return row === undefined ? null : templateFromRow(row)
    },
    findByName: async (name) => {
      const row = byName.get(name)
      return row === undefined ? null : templateFromRow(row)
    },
    create: (template, context) =>
      write(() => {
        const { id, name } = template
        if (insert.get({ id, name, now: nowMs(), ...columnsOfTemplate(template) }) === undefined)
          return 'name-taken'
        appendLog('policy', TEMPLATES_CHANGED, nowMs())
        appendEvents([draftEvent(context, 'template.created', { details: { id, name } })])
        return 'created'
      }),
    update: (template, context) =>
      write(() => {
        const { id, name, version } = template
        const row = update.get({ id, version, now: nowMs(), ...columnsOfTemplate(template) })
        if (row === undefined) return null
        appendLog('policy', TEMPLATES_CHANGED, nowMs())
        appendEvents([draftEvent(context, 'template.updated', { details: { id, name } })])
        return templateFromRow(row)
      }),
    delete: (id, context) =>
      write(() => {
        const row = remove.get(id)
        if (row === undefined) return false
        appendLog('policy', TEMPLATES_CHANGED, nowMs())
        const details = { id, name: row['name'] as string }
        appendEvents([draftEvent(context, 'template.deleted', { details })])
        return true
      }),
  }
}
