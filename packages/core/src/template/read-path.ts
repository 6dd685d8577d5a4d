/** Follows paths into the data of a rendering. */

import type { JsonValue } from '../user/user.ts'
import type { TemplateData } from './template-data.ts'

/**
 * What is at the end of a path: null where it leads nowhere. Own members only, so that no path reaches what every
 * object or array inherits or, like `length`, has without its being written.
 */
export function readPath(data: TemplateData, path: readonly string[]): JsonValue {
  let value: unknown = data
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    if (name === 'length' && Array.isArray(value)) return null
    value = (value as { readonly [member: string]: unknown })[name]
  }
  return (value as JsonValue | undefined) ?? null
}

/** Whether a value is an array. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
