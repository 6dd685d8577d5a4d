/** The routes of administration as a client's operations: what each is called, takes and answers. */

import type { ErrorCode } from '@coatcheck/core/protocol'
import { routes } from '@coatcheck/server'
import { openApiDocument } from '../../packages/server/src/http/openapi.ts'
import { referenceOf, type Schema, typeText } from './type-text.ts'

/** The path that all of them share. */
export const BASE = '/api/admin'

/** One operation. */
export type Operation = {
  /** The member of the client, such as `users`. */
  readonly resource: string
  readonly name: string
  readonly method: string
  /** Below `BASE`. */
  readonly path: string
  readonly summary: string
  readonly scope: string | undefined
  /** The parameters of the path, by the names of the function's. */
  readonly params: readonly string[]
  readonly input: Input | null
  /** The type of what it answers. */
  readonly answer: string
  /** Of a list, the type of what is in it. */
  readonly item: string | null
  readonly errors: readonly ErrorCode[]
}

/** What an operation takes beside the parameters of its path. */
export type Input = {
  readonly place: 'query' | 'body'
  readonly type: string
  readonly schema: Schema
  readonly isRequired: boolean
}

type Described = {
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
  readonly responses: {
    readonly [status: string]: {
      readonly content?: { readonly 'application/json'?: { readonly schema: Schema } }
    }
  }
}

type Document = {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Described } }
  readonly components: { readonly schemas: { readonly [name: string]: Schema } }
}

const DOCUMENT = openApiDocument('https://auth.example.com', routes, []) as Document

/** Everything that has a name in the OpenAPI document. */
export const SCHEMAS: Document['components']['schemas'] = DOCUMENT.components.schemas

/** Names that do not follow from the method and the path. */
const NAMES: { readonly [route: string]: string } = {
  'delete /memberships/{userId}': 'remove',
  'delete /invitations/{invitationId}': 'revoke',
  'delete /sessions': 'revokeAll',
  'delete /sessions/{id}': 'revoke',
  'delete /tokens/{jti}': 'revoke',
  'delete /admin-keys/{id}': 'revoke',
  'delete /backend-keys/{id}': 'revoke',
  'delete /verifier-keys/{id}': 'revoke',
}

/** All operations, in the order of the routes. */
export const OPERATIONS: readonly Operation[] = routes
  .filter(({ definition }) => definition.path.startsWith(`${BASE}/`))
  .map(({ definition }) => operationOf(definition))

function operationOf(definition: (typeof routes)[number]['definition']): Operation {
  const { method, path, summary, scope, errors = [] } = definition
  const described = DOCUMENT.paths[path]?.[method]
  if (described === undefined) throw new Error(`${method} ${path} is not described`)
  const answer = answerSchema(described)
  const item = itemOf(answer)
  const { resource, name, params } = named(method, path, item !== null)
  const whole = name === 'list' || name.endsWith('All')
  return {
    resource,
    name,
    method: method.toUpperCase(),
    path: path.slice(BASE.length),
    summary,
    scope,
    params,
    input: inputOf(described, `${capital(name)}${capital(whole ? resource : singular(resource))}`),
    answer: answerText(answer, item),
    item: name === 'list' ? item : null,
    errors,
  }
}

/**
 * A path ends in a resource, in a parameter that names one of it, or in a verb. A resource can be read: there is a GET
 * of it.
 */
function named(
  method: string,
  path: string,
  isList: boolean,
): Pick<Operation, 'resource' | 'name' | 'params'> {
  const segments = path.slice(BASE.length + 1).split('/')
  const last = segments.at(-1) ?? ''
  const isVerb = !isParameter(last) && DOCUMENT.paths[path]?.['get'] === undefined
  const at = segments.findLastIndex(
    (segment, i) => !isParameter(segment) && !(isVerb && i === segments.length - 1),
  )
  const word = segments[at] ?? ''
  const own = `${method} /${segments.slice(at).join('/')}`
  return {
    resource: camel(word),
    name: isVerb ? camel(last) : (NAMES[own] ?? byMethod(method, isList)),
    params: segments.flatMap((segment, i) => {
      if (!isParameter(segment)) return []
      const name = segment.slice(1, -1)
      // The id of what the resource is part of says whose id it is.
      return [i < at && name === 'id' ? `${singular(camel(segments[i - 1] ?? ''))}Id` : name]
    }),
  }
}

function byMethod(method: string, isList: boolean): string {
  switch (method) {
    case 'get':
      return isList ? 'list' : 'get'
    case 'post':
      return 'create'
    case 'patch':
      return 'update'
    case 'delete':
      return 'delete'
    default:
      throw new Error(`an operation by ${method} has no name`)
  }
}

function inputOf({ parameters, requestBody }: Described, type: string): Input | null {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const body = requestBody?.content['application/json'].schema
  const required = query.filter(({ required }) => required).map(({ name }) => name)
  const properties = Object.fromEntries(query.map(({ name, schema }) => [name, schema]))
  const schema = body ?? { type: 'object', properties, required }
  if (Object.keys(schema.properties ?? {}).length === 0) return null
  const isRequired = (schema.required ?? []).length > 0
  if (query.length > 0 && body !== undefined) throw new Error(`${type} is both of the query and of the body`)
  return { place: body === undefined ? 'query' : 'body', type, schema, isRequired }
}

function answerSchema({ responses }: Described): Schema | null {
  const [answer, another] = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  if (answer === undefined || another !== undefined) throw new Error('an operation has one kind of success')
  return answer[1].content?.['application/json']?.schema ?? null
}

/** The type of what is in a list; `null` for an answer that is none. */
function itemOf(answer: Schema | null): string | null {
  const { data, nextCursor } = answer?.properties ?? {}
  if (data?.items === undefined || nextCursor === undefined) return null
  return referenceOf(data.items)
}

function answerText(answer: Schema | null, item: string | null): string {
  if (answer === null) return 'void'
  if (item === null) return typeText(answer, { owner: 'an answer', isInput: false })
  return answer.properties?.['nextCursor']?.type === 'null' ? `Whole<${item}>` : `Page<${item}>`
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{')
}

function camel(word: string): string {
  return word.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function singular(word: string): string {
  return word.replace(/s$/, '')
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
