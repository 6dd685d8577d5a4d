/** Finds what a shortcode's path names in the table of fields. */

import type { WrittenPath } from './shortcode.ts'
import { TEMPLATE_ROOTS, type TemplateField, type TemplateRoot } from './template-fields.ts'
import type { Finding } from './finding.ts'
import type { TemplateOperand } from './template.ts'

/** A name that is never a field: what it holds stays in the server. */
const PRIVATE_FIELD = 'private_metadata'

/** A path that names something, or why it names nothing. */
export type PathReading =
  | { readonly ok: true; readonly operand: Extract<TemplateOperand, { kind: 'path' }> }
  | { readonly ok: false; readonly finding: Finding }

/** Looks a path up. Aliases become the names that they stand for. */
export function readPathOperand(segments: WrittenPath): PathReading {
  const [first, ...inner] = segments
  const root = findNamed(TEMPLATE_ROOTS, first.name)
  if (root === undefined) {
    const message = `There is no ${first.name}. Paths begin with ${listed(TEMPLATE_ROOTS)}.`
    return { ok: false, finding: { index: first.index, code: 'root_unknown', message } }
  }
  const [second] = inner
  if (second?.name === PRIVATE_FIELD) {
    const message = `No token has ${PRIVATE_FIELD}: whoever holds the token reads it. It may have public_metadata.`
    return { ok: false, finding: { index: second.index, code: 'field_private', message } }
  }
  const names = inner.map((segment) => segment.name)
  const field = findField(root, names)
  if (field === undefined) {
    const asked = second === undefined ? 'is no value by itself' : `has no ${names.join('.')}`
    const message = `${first.name} ${asked}. It has ${listed(root.fields)}.`
    return { ok: false, finding: { index: (second ?? first).index, code: 'field_unknown', message } }
  }
  const fieldPath = field.name.split('.')
  const path = [root.name, ...fieldPath, ...names.slice(fieldPath.length)] as const
  return { ok: true, operand: { kind: 'path', field, path } }
}

/** The field that a path names or, in metadata, leads into. */
function findField(root: TemplateRoot, names: readonly string[]): TemplateField | undefined {
  const field = findNamed(root.fields, names.join('.'))
  if (field !== undefined) return field
  const outer = findNamed(root.fields, names[0] ?? '')
  return outer?.type === 'metadata' ? outer : undefined
}

function listed(all: readonly { readonly name: string; readonly aliases: readonly string[] }[]): string {
  return all.map(({ name, aliases }) => [name, ...aliases].join(' or ')).join(', ')
}

/** Finds a root or a field by its name or an alias. */
function findNamed<T extends { readonly name: string; readonly aliases: readonly string[] }>(
  all: readonly T[],
  name: string,
): T | undefined {
  return all.find((one) => one.name === name || one.aliases.includes(name))
}
