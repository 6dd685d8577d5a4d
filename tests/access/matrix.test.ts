/** Every route of the OpenAPI document with every kind of credential: what is not named is refused. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { oauthEndpoints, routes } from '@coatcheck/server'
import { type Answer, type Json, PASSWORD, send } from '../support/api-client.ts'
import { carry, CREDENTIAL_KINDS, type CredentialKind } from '../support/credentials.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

type Schema = {
  readonly type?: string
  readonly properties?: Record<string, Schema>
  readonly required?: string[]
  readonly enum?: unknown[]
  readonly const?: unknown
}
type Parameter = {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: Schema
}
type Operation = {
  readonly security: readonly Json[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: Schema } } }
}

const REFUSALS: readonly unknown[] = [
  'unauthenticated',
  'credential_not_accepted',
  'credential_invalid',
  'refresh_invalid',
]

/** A sign-out has nothing to refuse: with a credential of nobody there is nobody to sign out. */
const TOLERANT = '/api/auth/logout'

const FORM = 'application/x-www-form-urlencoded'

let coatcheck: RunningCoatcheck
let document: { readonly paths: Record<string, Record<string, Operation>> }

beforeAll(async () => {
  coatcheck = await startCoatcheck({ environment: { COATCHECK_TRUST_PROXY: '1' } })
  document = (await send(coatcheck.url, '/openapi.json')).body as typeof document
})
afterAll(() => coatcheck.close())

const cases = routes.flatMap(({ definition: { method, path } }) =>
  CREDENTIAL_KINDS.map((kind) => ({ method, path, kind })),
)

test('the document has every route', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  expect(described.toSorted()).toEqual(
    [...routes, ...oauthEndpoints].map(({ definition: { method, path } }) => `${method} ${path}`).toSorted(),
  )
})

describe.each(cases)('$method $path with $kind', ({ method, path, kind }) => {
  test('does what the document says', async () => {
    const operation = document.paths[path]?.[method]
    if (operation === undefined) throw new Error('not in the document')
    const accepted = operation.security.flatMap((scheme) => Object.keys(scheme))
    const isPublic = operation.security.some((scheme) => Object.keys(scheme).length === 0)
    const answer = await ask(operation, method, path, kind)
    expect(verdict(answer)).toBe(expected({ accepted, isPublic, path, kind }))
  })
})

type Verdict = 'refused' | 'ended' | 'let in'

/** What an answer says of the credential; what it says of the request's content is no matter here. */
function verdict({ status, body }: Answer): Verdict {
  if (status >= 500) throw new Error(`${status}: ${JSON.stringify(body)}`)
  if (REFUSALS.includes(body['code'])) return 'refused'
  return body['code'] === 'session_ended' ? 'ended' : 'let in'
}

function expected(asked: {
  readonly accepted: readonly string[]
  readonly isPublic: boolean
  readonly path: string
  readonly kind: CredentialKind
}): Verdict {
  const { accepted, isPublic, path, kind } = asked
  if (path === TOLERANT && ['garbage', 'ended-opaque-session'].includes(kind)) return 'let in'
  if (accepts(accepted, kind)) return 'let in'
  // A public route that names no credential looks at none; one that names some refuses the others.
  if (isPublic && (accepted.length === 0 || !isBearer(kind))) return 'let in'
  if (kind === 'ended-opaque-session' && accepted.includes('opaque-session')) return 'ended'
  return 'refused'
}

function accepts(accepted: readonly string[], kind: CredentialKind): boolean {
  if (kind === 'client-cookie' && accepted.includes('browser')) return true
  if (kind === 'backend-key' && accepted.includes('application')) return true // what a visitor brought is not looked at
  return accepted.includes(kind)
}

function isBearer(kind: CredentialKind): boolean {
  return !['nothing', 'client-cookie', 'refresh-token'].includes(kind)
}

let requests = 0

async function ask(operation: Operation, method: string, path: string, kind: CredentialKind) {
  const carried = await carry(coatcheck, kind)
  const [type, { schema } = {}] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const body =
    schema === undefined
      ? undefined
      : { ...sample(schema), ...(takesRefreshToken(schema) ? carried.body : {}) }
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(
      ({ name, schema: of }) =>
        `${name}=${[of.const, of.enum?.[0], 'x'].find((value) => typeof value === 'string')}`,
    )
  const url =
    path.replaceAll(/\{\w+\}/g, 'sess_01kq0000000000000000000000') +
    (query.length > 0 ? `?${query.join('&')}` : '')
  // Every request comes from an address of its own, so that no limit of one address is met.
  requests += 1
  const forwarded = `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests & 255}`
  const headers = { 'x-forwarded-for': forwarded, ...carried.headers }
  return await send(coatcheck.url, url, {
    method: method.toUpperCase(),
    headers,
    ...(carried.bearer === undefined ? {} : { bearer: carried.bearer }),
    ...(body === undefined ? {} : type === FORM ? { form: new URLSearchParams(body as never) } : { body }),
  })
}

function takesRefreshToken(schema: Schema): boolean {
  return schema.properties?.['refreshToken'] !== undefined
}

/** The smallest body that a schema takes. */
function sample(schema: Schema): Json {
  const members = (schema.required ?? []).map((name) => [
    name,
    sampleOf(name, schema.properties?.[name] ?? {}),
  ])
  return Object.fromEntries(members) as Json
}

function sampleOf(name: string, schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (/password/i.test(name)) return PASSWORD
  if (name === 'email') return 'somebody@example.com'
  if (name === 'issuer') return 'https://issuer.example'
  if (schema.type === 'array') return []
  if (schema.type === 'object') return {}
  return 'x'
}
