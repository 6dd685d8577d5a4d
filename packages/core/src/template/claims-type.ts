/** The TypeScript type of a template's claims, for the code that reads them. */

import type { JsonValue } from '../user/user.ts'
import { isList, readPath } from './read-path.ts'
import type { TemplateData } from './template-data.ts'
import type { TemplateFieldType } from './template-fields.ts'
import type { Template, TemplateOperand, TemplateShortcode, TemplateValue } from './template.ts'

/** Alternatives of a union, `null` among them; each is source text. */
type Union = ReadonlySet<string>

const UNKNOWN = 'unknown'
/** Of a path to all of some metadata: the root and the field. */
const METADATA_PATH_LENGTH = 2
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

const FIELD_TYPES: { readonly [Type in TemplateFieldType]: string } = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  'string[]': 'string[]',
  actor: '{ sub: string }',
  metadata: '{ [member: string]: unknown }',
}

/**
 * The source text of the type of the claims: an object type, good as the body of an interface. Metadata are `unknown`
 * unless a sample shows them; what a sample shows, other users may lack, so members of metadata are optional and
 * values out of them may be null.
 */
export function claimsType(template: Template, sample: TemplateData = {}): string {
  const members = template.claims.members.map(({ name, value }) =>
    name === 'aud' ? audienceMember(value) : `${nameOf(name)}: ${written(typeOf(value, sample, 1))}`,
  )
  return objectType(members, 0)
}

/** `aud` is not there when the data have no audience for it. */
function audienceMember(value: TemplateValue): string {
  switch (value.kind) {
    case 'constant':
      return 'aud: string'
    case 'text':
      return value.parts.some((part) => typeof part === 'string') ? 'aud: string' : 'aud?: string'
    case 'list':
      return value.items.some((item) => item.kind === 'constant') ? 'aud: string[]' : 'aud?: string[]'
    case 'shortcode':
    case 'object':
      return 'aud?: string | string[]'
  }
}

function typeOf(value: TemplateValue, sample: TemplateData, depth: number): Union {
  switch (value.kind) {
    case 'constant':
      return new Set([typeName(value.value)])
    case 'text':
      return new Set(['string'])
    case 'shortcode':
      return shortcodeType(value, sample, depth)
    case 'list':
      return arrayType(value.items.map((item) => typeOf(item, sample, depth)))
    case 'object': {
      const members = value.members.map(
        (member) => `${nameOf(member.name)}: ${written(typeOf(member.value, sample, depth + 1))}`,
      )
      return new Set([objectType(members, depth)])
    }
  }
}

/** The operands' types in turn, as long as the one before may be null. */
function shortcodeType(shortcode: TemplateShortcode, sample: TemplateData, depth: number): Union {
  let types: Union = new Set(['null'])
  for (const operand of shortcode.operands) {
    types = union([withoutNull(types), operandType(operand, sample, depth)])
    if (!types.has('null') && !types.has(UNKNOWN)) break
  }
  return types
}

function operandType(operand: TemplateOperand, sample: TemplateData, depth: number): Union {
  if (operand.kind === 'literal') return new Set([typeName(operand.value)])
  const { field, path } = operand
  if (field.type !== 'metadata') {
    return new Set([FIELD_TYPES[field.type], ...(field.nullable ? ['null'] : [])])
  }
  const sampled = readPath(sample, path)
  const isWhole = path.length === METADATA_PATH_LENGTH
  if (sampled === null && !isWhole) return new Set([UNKNOWN])
  const type = sampled === null ? new Set([FIELD_TYPES.metadata]) : sampleType(sampled, depth)
  return isWhole && !field.nullable ? type : union([type, new Set(['null'])])
}

function sampleType(sample: JsonValue, depth: number): Union {
  if (sample === null) return new Set([UNKNOWN])
  if (typeof sample !== 'object') return new Set([typeName(sample)])
  if (isList(sample)) return arrayType(sample.map((item) => sampleType(item, depth)))
  const members = Object.entries(sample).map(
    ([name, value]) => `${nameOf(name)}?: ${written(sampleType(value, depth + 1))}`,
  )
  return new Set([objectType(members, depth)])
}

function arrayType(items: readonly Union[]): Union {
  const types = union(items)
  const item = types.size === 0 ? UNKNOWN : written(types)
  return new Set([types.size > 1 ? `(${item})[]` : `${item}[]`])
}

function objectType(members: readonly string[], depth: number): string {
  if (members.length === 0) return FIELD_TYPES.metadata
  const indent = '  '.repeat(depth)
  return `{\n${members.map((member) => `${indent}  ${member};\n`).join('')}${indent}}`
}

function union(all: readonly Union[]): Union {
  const types = new Set(all.flatMap((one) => [...one]))
  return types.has(UNKNOWN) ? new Set([UNKNOWN]) : types
}

function withoutNull(types: Union): Union {
  return new Set([...types].filter((type) => type !== 'null'))
}

/** A union's source text, null last. */
function written(types: Union): string {
  return [...withoutNull(types), ...(types.has('null') ? ['null'] : [])].join(' | ')
}

function typeName(value: string | number | boolean | null): string {
  return value === null ? 'null' : typeof value
}

function nameOf(member: string): string {
  return IDENTIFIER.test(member) ? member : JSON.stringify(member)
}
