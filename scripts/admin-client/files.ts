/** The generated files of `@coatcheck/sdk/admin`, before they are formatted. */

import { type Operation, OPERATIONS, SCHEMAS } from './operations.ts'
import { docText } from './doc-text.ts'
import { referenceOf, type Schema, typeText } from './type-text.ts'

const GENERATED = 'Generated from the routes: `node --conditions=source scripts/write-admin-client.ts`.'

/** Each file, by its name. */
export function adminClientFiles(): { readonly [name: string]: string } {
  refuseAmbiguous()
  return {
    'answers.ts': answersFile(),
    'inputs.ts': inputsFile(),
    'operations.ts': operationsFile(),
    'routes.ts': routesFile(),
  }
}

function refuseAmbiguous(): void {
  const names = OPERATIONS.map(({ resource, name }) => `${resource}.${name}`)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new Error(`two routes are called ${twice}: name one in NAMES`)
}

function answersFile(): string {
  const names = Object.keys(SCHEMAS).filter((name) => answered().has(name))
  const types = names.map((name) => {
    const schema = SCHEMAS[name] ?? {}
    const type = typeText(schema, { owner: name, isInput: false })
    return `${docText(schema.description ?? `\`${name}\` of the OpenAPI document`)}export type ${name} = ${type}`
  })
  return file('What the routes of administration answer.', types)
}

/** The names of all schemas that answers of operations are made of. */
function answered(): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const name = referenceOf(value as Schema)
    if (name !== null && !found.has(name)) {
      found.add(name)
      visit(SCHEMAS[name])
    }
    for (const part of Object.values(value)) visit(part)
  }
  const words = OPERATIONS.flatMap(({ answer, input }) => {
    visit(input?.schema)
    return answer.match(/\w+/g) ?? []
  })
  for (const name of words) if (name in SCHEMAS) visit({ $ref: `#/components/schemas/${name}` })
  return found
}

function inputsFile(): string {
  const types = OPERATIONS.flatMap(({ resource, name, input }) =>
    input === null
      ? []
      : [
          `/** What \`${resource}.${name}\` takes. */\nexport type ${input.type} = ${typeText(input.schema, { owner: input.type, isInput: true })}`,
        ],
  )
  return file('What the routes of administration take, in their query or their body.', types)
}

function operationsFile(): string {
  const members = resources().map(([resource, operations]) => {
    const functions = operations.map(functionText)
    return `readonly ${resource}: {\n${functions.join('\n')}\n}`
  })
  return file(
    'The operations of administration: one member for each resource, one function for each route.',
    [
      `${docText(
        'Administration over HTTP. Beside what is said of each function, all of them can throw an `AdminError` with what every route can answer, such as `credential_invalid`, `scope_missing` and `invalid_request`, or with what kept an answer from coming',
      )}export type AdminClient = {\n${members.join('\n')}\n}`,
    ],
  )
}

function functionText(operation: Operation): string {
  const { name, params, input, answer, item, errors } = operation
  // What is made or changed is told, even where every member of it may be left out.
  const isRequired = input?.isRequired === true || name === 'create' || name === 'update'
  const inputs = input === null ? [] : [`input${isRequired ? '' : '?'}: ${input.type}`]
  const list = [...params.map((param) => `${param}: string`), ...inputs, 'options?: CallOptions'].join(', ')
  const told = `${operation.summary}. Scope: \`${operation.scope}\``
  const codes = errors.map((code) => `\`${code}\``).join(', ')
  const thrown = codes === '' ? [] : [`@throws {AdminError} With ${codes}.`]
  const one = `${docText(told, ...thrown)}readonly ${name}: (${list}) => Promise<${answer}>`
  if (item === null) return one
  const all = `${docText('All of them, one after the other: pages are asked for as they are needed.')}readonly all: (${list}) => AsyncIterable<${item}>`
  return `${one}\n${all}`
}

function routesFile(): string {
  const members = resources().map(([resource, operations]) => {
    const routes = operations.map(
      ({ name, method, path, input }) =>
        `${name}: ['${method}', '${path}', ${input === null ? null : `'${input.place}'`}],`,
    )
    return `${resource}: {\n${routes.join('\n')}\n},`
  })
  return file('Where the operations of administration are, and where each puts what it takes.', [
    `/** A route: its method, its path below \`/api/admin\`, and whether it takes a query, a body or neither. */
export type AdminRoute = readonly [
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: \`/\${string}\`,
  takes: 'query' | 'body' | null,
]`,
    `/** The routes, by the members of \`AdminClient\`. */
export const ADMIN_ROUTES: {
  readonly [R in keyof AdminClient]: {
    readonly [O in Exclude<keyof AdminClient[R], 'all'>]: AdminRoute
  }
} = {\n${members.join('\n')}\n}`,
  ])
}

function resources(): readonly (readonly [string, readonly Operation[]])[] {
  const names = [...new Set(OPERATIONS.map(({ resource }) => resource))]
  return names.map((name) => [name, OPERATIONS.filter(({ resource }) => resource === name)])
}

/** Where the names stand that a file may need. */
const SOURCES: readonly (readonly [from: string, names: readonly string[]])[] = [
  ['./answers.ts', Object.keys(SCHEMAS)],
  ['./inputs.ts', OPERATIONS.flatMap(({ input }) => (input === null ? [] : [input.type]))],
  ['./operations.ts', ['AdminClient']],
  ['../metadata.ts', ['UserMetadata', 'OrganizationMetadata', 'MembershipMetadata']],
  ['../call.ts', ['CallOptions', 'Page', 'Whole']],
]

function file(about: string, parts: readonly string[]): string {
  const text = parts.join('\n\n')
  const code = text.replaceAll(/\/\*\*.*?\*\//gs, '')
  const imports = SOURCES.flatMap(([from, names]) => {
    const used = names.filter(
      (name) => new RegExp(`\\b${name}\\b`).test(code) && !text.includes(`export type ${name} =`),
    )
    return used.length === 0 ? [] : [`import type { ${used.toSorted().join(', ')} } from '${from}'`]
  })
  return `${docText(about, GENERATED)}\n${imports.join('\n')}\n\n${text}\n`
}
