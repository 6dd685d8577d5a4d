/** The statements of the template port, which both engines understand. */

import { TEMPLATE_COLUMNS } from './template-row.ts'

/** What changed, as the log says it: the id of an entry of kind `policy`. */
export const TEMPLATES_CHANGED = 'template'

/** Inserts a template of a name that is free. */
export const INSERT_TEMPLATE: string = `INSERT INTO templates
  (id, name, version, created_at, updated_at, ${TEMPLATE_COLUMNS.join(', ')})
  VALUES (:id, :name, 1, :now, :now, ${TEMPLATE_COLUMNS.map((column) => `:${column}`).join(', ')})
  ON CONFLICT (name) DO NOTHING RETURNING created_at AS now`

/** Changes a template that still is of the version. */
export const UPDATE_TEMPLATE: string = `UPDATE templates
  SET version = version + 1, updated_at = :now, ${TEMPLATE_COLUMNS.map((column) => `${column} = :${column}`).join(', ')}
  WHERE id = :id AND version = :version RETURNING *`
