/** Renders compiled templates. What the data hold is never read as a template again. */

import type { JsonObject, JsonValue } from '../user/user.ts'
import { audienceOf } from './audience.ts'
import { readPath } from './read-path.ts'
import type { TemplateData } from './template-data.ts'
import type { Template, TemplateOperand, TemplateValue } from './template.ts'

/**
 * The claims that a template makes of data. Total on JSON. A claim that comes out as null stays, as null.
 *
 * `aud` has only strings that are not empty; without any the claims have no `aud`, and whoever expects one refuses
 * the token.
 */
export function renderTemplate(template: Template, data: TemplateData): JsonObject {
  const claims: Record<string, JsonValue> = { ...template.claims.blank }
  for (const { name, value } of template.claims.members) {
    const rendered = renderValue(value, data)
    if (name !== 'aud') {
      claims[name] = rendered
      continue
    }
    const audience = audienceOf(rendered)
    if (audience !== null) claims[name] = audience
  }
  return claims
}

function renderValue(value: TemplateValue, data: TemplateData): JsonValue {
  switch (value.kind) {
    case 'constant':
      return value.value
    case 'shortcode':
      return firstPresent(value.operands, data)
    case 'text': {
      let text = ''
      for (const part of value.parts) {
        text += typeof part === 'string' ? part : textOf(firstPresent(part.operands, data))
      }
      return text
    }
    case 'list':
      return value.items.map((item) => renderValue(item, data))
    case 'object': {
      const object: Record<string, JsonValue> = { ...value.blank }
      for (const member of value.members) object[member.name] = renderValue(member.value, data)
      return object
    }
  }
}

function firstPresent(operands: readonly TemplateOperand[], data: TemplateData): JsonValue {
  for (const operand of operands) {
    const value = operand.kind === 'literal' ? operand.value : readPath(data, operand.path)
    if (value !== null) return value
  }
  return null
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value
  return value === null ? '' : JSON.stringify(value)
}
