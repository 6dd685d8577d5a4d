/** JSON Schema as TypeScript: as much of it as the routes use. What is not known here stops the script. */

import { docText } from './doc-text.ts'

/** A schema of the OpenAPI document. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: { readonly [name: string]: Schema }
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
}

/** Whose members they are, and whether whoever writes them may leave one `undefined`. */
export type Place = { readonly owner: string; readonly isInput: boolean }

const REFERENCE = '#/components/schemas/'
const METADATA = /^(public|private|unsafe)Metadata$/

/** The name that a schema refers to; `null` for one that stands for itself. */
export function referenceOf({ $ref }: Schema): string | null {
  if ($ref === undefined) return null
  if (!$ref.startsWith(REFERENCE)) throw new Error(`${$ref} is no named schema`)
  return $ref.slice(REFERENCE.length)
}

/** The type of a schema's values. */
export function typeText(schema: Schema, place: Place): string {
  const reference = referenceOf(schema)
  if (reference !== null) return reference
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeText(one, place)).join(' | ')
  if (schema.type === undefined && Object.keys(schema).every((key) => key === 'description')) return 'unknown'
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  return types.map((type) => typeOf(type, schema, place)).join(' | ')
}

function typeOf(type: string, schema: Schema, place: Place): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return `readonly (${typeText(schema.items ?? {}, place)})[]`
    case 'object':
      return objectText(schema, place)
    default:
      throw new Error(`there is no TypeScript for ${JSON.stringify(schema)}`)
  }
}

function objectText({ properties, required = [], additionalProperties }: Schema, place: Place): string {
  if (properties === undefined) {
    const values = typeof additionalProperties === 'object' ? additionalProperties : {}
    return `{ readonly [member: string]: ${typeText(values, place)} }`
  }
  const members = Object.entries(properties).map(([name, schema]) => {
    const type = METADATA.test(name) ? metadataText(name, place.owner) : typeText(schema, place)
    const isRequired = required.includes(name)
    const optional = isRequired ? ': ' : '?: '
    const orUndefined = !isRequired && place.isInput ? ' | undefined' : ''
    return `${schema.description === undefined ? '' : docText(schema.description)}readonly ${name}${optional}${type}${orUndefined}`
  })
  return `{\n${members.join('\n')}\n}`
}

/** Metadata are what the application declared of them, by whose they are. */
function metadataText(name: string, owner: string): string {
  const kind = ['User', 'Organization', 'Member'].find((word) => owner.includes(word))
  if (kind === undefined) throw new Error(`whose ${name} does ${owner} have?`)
  return `${kind === 'Member' ? 'Membership' : kind}Metadata['${name.replace('Metadata', '')}']`
}
