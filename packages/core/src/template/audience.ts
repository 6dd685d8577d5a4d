/** `aud` (RFC 7519 section 4.1.3): a string, or an array of strings; none of them empty. */

import type { JsonValue } from '../user/user.ts'
import { isList } from './read-path.ts'
import type { TemplateOperand, TemplateValue } from './template.ts'

/** What of a rendered value can be an audience; `null` when nothing can. */
export function audienceOf(rendered: JsonValue): JsonValue {
  if (!isList(rendered)) return isAudience(rendered) ? rendered : null
  const audiences = rendered.filter(isAudience)
  return audiences.length === 0 ? null : audiences
}

/** Whether a template's value can be an audience. What metadata hold shows only when they are rendered. */
export function canBeAudience(value: TemplateValue): boolean {
  if (value.kind === 'list')
    return value.items.length > 0 && value.items.every((item) => canBeText(item, false))
  return canBeText(value, true)
}

function canBeText(value: TemplateValue, orList: boolean): boolean {
  switch (value.kind) {
    case 'constant':
      return isAudience(value.value)
    case 'text':
      return true
    case 'shortcode':
      return value.operands.some((operand) => operandCanBeText(operand, orList))
    case 'list':
    case 'object':
      return false
  }
}

function operandCanBeText(operand: TemplateOperand, orList: boolean): boolean {
  if (operand.kind === 'literal') return isAudience(operand.value)
  const { field, path } = operand
  if (field.type === 'metadata') return path.length > 2
  return field.type === 'string' || (orList && field.type === 'string[]')
}

function isAudience(value: JsonValue): boolean {
  return typeof value === 'string' && value !== ''
}
