/** The OpenAPI 3.1 document, made from the declared routes: nothing in it is written by hand. */

import { type ErrorCode, ERRORS, PASSWORD_WEAKNESSES, SESSION_ENDED } from '@coatcheck/core/protocol'
import { clientCookieName } from '@coatcheck/core/protocol'
import { z } from 'zod'
import type { OAuthEndpoint } from '../oauth/oauth-endpoint.ts'
import { OAUTH_ERROR_SCHEMA, OAUTH_SECURITY_SCHEMES, oauthOperation } from '../oauth/oauth-openapi.ts'
import { nameSchemas } from './named-schemas.ts'
import { type Credential, TRAVELS } from './principal.ts'
import type { ObjectSchema, ResponseDefinition, Route } from './route.ts'

type Json = { readonly [member: string]: unknown }

/** How each credential travels. */
function securitySchemes(url: string): { readonly [C in Exclude<Credential, 'none'>]: Json } {
  const cookie = { type: 'apiKey', in: 'cookie', name: clientCookieName(url) }
  return {
    browser: { ...cookie, description: 'The client cookie, whatever its sessions are.' },
    'client-cookie': {
      ...cookie,
      description:
        'The client cookie. With several sessions, `Coatcheck-Session` names the one that is meant.',
    },
    'session-token': { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A session token.' },
    'opaque-session': {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'ccs_',
      description: 'An opaque session token.',
    },
    'refresh-token': {
      type: 'apiKey',
      in: 'body',
      name: 'refreshToken',
      description: 'A refresh token, in the body and nowhere else.',
    },
    'backend-key': {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'ccb_',
      description:
        "An application server's key, with what a visitor brought: the client secret in `Coatcheck-Client`, which " +
        'without `Coatcheck-Session` means the session that navigations use; or a session token, opaque or signed, ' +
        'in `Coatcheck-Session-Token`.',
    },
    application: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'ccb_',
      description: "An application server's key by itself.",
    },
    'verifier-key': {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'ccv_',
      description: 'The key of whoever verifies tokens, for the feed alone.',
    },
    'admin-key': { type: 'http', scheme: 'bearer', bearerFormat: 'ccadm_', description: 'An admin key.' },
  }
}

/** Describes the API of a server at `url`. */
export function openApiDocument(
  url: string,
  routes: readonly Route[],
  endpoints: readonly OAuthEndpoint[],
): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const { path, method } = route.definition
    paths[path] = { ...paths[path], [method]: operation(route) }
  }
  for (const endpoint of endpoints) {
    const { path, method } = endpoint.definition
    paths[path] = { ...paths[path], [method]: oauthOperation(endpoint, operationId(method, path)) }
  }
  const named = nameSchemas(paths)
  return {
    openapi: '3.1.1',
    info: { title: 'Coatcheck', version: '0.1.0', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url }],
    paths: named.document,
    components: {
      securitySchemes: { ...securitySchemes(url), ...OAUTH_SECURITY_SCHEMES },
      schemas: { ...named.schemas, Problem: PROBLEM_SCHEMA, OAuthError: OAUTH_ERROR_SCHEMA },
    },
  }
}

function operation({ definition }: Route): Json {
  const { accepts, params, query, body } = definition
  return {
    operationId: operationId(definition.method, definition.path),
    summary: definition.summary,
    tags: [definition.tag],
    security: accepts.map((credential) =>
      credential === 'none' ? {} : { [credential]: scopes(definition) },
    ),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [BODY_TYPES[definition.bodyType ?? 'json']]: { schema: schemaOf(body, 'input') } },
          },
        }),
    responses: { ...successes(definition), ...failures(definition) },
  }
}

const BODY_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

function scopes(definition: Route['definition']): readonly string[] {
  return definition.scope === undefined ? [] : [definition.scope]
}

function parameters(place: 'path' | 'query', schema: ObjectSchema | undefined): readonly Json[] {
  if (schema === undefined) return []
  return Object.entries(schema.shape).map(([name, member]) => ({
    name,
    in: place,
    required: place === 'path' || !z.safeParse(member, undefined).success,
    schema: schemaOf(member, 'input'),
  }))
}

function successes({ responses }: Route['definition']): Record<string, Json> {
  const entries = Object.entries(responses).map(([status, response]) => [status, success(response)])
  return Object.fromEntries(entries)
}

function success({ description, schema, isStream }: ResponseDefinition): Json {
  if (isStream === true) return { description, content: { 'text/event-stream': {} } }
  if (schema === undefined) return { description }
  return { description, content: { 'application/json': { schema: schemaOf(schema, 'output') } } }
}

function failures(definition: Route['definition']): Record<string, Json> {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of errorsOf(definition)) {
    const { status } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const entries = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join(' '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ])
  return Object.fromEntries(entries)
}

/** Credentials whose session the guard looks up. */
const OF_SESSIONS: ReadonlySet<Credential> = new Set([
  'client-cookie',
  'opaque-session',
  'session-token',
  'backend-key',
])

/** Every code that a route can answer: its own, and those that come from what it takes and accepts. */
export function errorsOf(definition: Route['definition']): readonly ErrorCode[] {
  const codes = new Set<ErrorCode>(definition.errors)
  const isUnsafe = definition.method !== 'get'
  const isPublic = definition.accepts.length === 1 && definition.accepts[0] === 'none'
  const usesCookies = definition.accepts.some((kind) => TRAVELS[kind] === 'cookie')
  const { body, query, params } = definition
  if ([body, query, params].some((schema) => schema !== undefined)) codes.add('invalid_request')
  if (isUnsafe)
    for (const code of ['invalid_json', 'body_too_large', 'unsupported_media_type'] as const) codes.add(code)
  if (isUnsafe && usesCookies) codes.add('origin_not_allowed')
  if (usesCookies) codes.add('cookie_conflict')
  if (!isPublic)
    for (const code of ['credential_invalid', 'credential_not_accepted'] as const) codes.add(code)
  if (!definition.accepts.includes('none')) codes.add('unauthenticated')
  if (definition.accepts.includes('client-cookie')) codes.add('session_not_found')
  if (definition.scope !== undefined) codes.add('scope_missing')
  if (isUnsafe && usesCookies && definition.allowsFormerSecret !== true) codes.add('client_superseded')
  if (definition.accepts.some((kind) => OF_SESSIONS.has(kind))) codes.add('session_ended')
  if (definition.accepts.includes('session-token')) codes.add('token_invalid')
  if (definition.accepts.includes('refresh-token')) codes.add('invalid_request')
  const isOfSession = definition.accepts.some((kind) => OF_SESSIONS.has(kind) || kind === 'refresh-token')
  if (isOfSession && definition.allowsPending !== true) codes.add('session_pending')
  for (const code of ['internal_error', 'token_too_large', 'store_unavailable'] as const) codes.add(code)
  return [...codes]
}

function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return rest
}

function operationId(method: string, path: string): string {
  const words = path
    .replaceAll(/[{}]/g, '')
    .split(/[^a-zA-Z0-9]+/)
    .filter((word) => word !== '')
  return [method, ...words]
    .map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
    .join('')
}

const PROBLEM_SCHEMA: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    detail: { type: 'string' },
    field: { type: 'string', description: 'The member of the request that is wrong, such as `body.email`.' },
    problems: {
      type: 'array',
      description: 'With `template_invalid`: all that is wrong with the text, in its order.',
      items: {
        type: 'object',
        required: ['line', 'column', 'code', 'message'],
        properties: {
          line: { type: 'integer' },
          column: { type: 'integer', description: 'In UTF-16 units, from 1.' },
          code: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
    reason: {
      type: 'string',
      description: `Why a session ended (${Object.keys(SESSION_ENDED).join(', ')}), what is wrong with a token, or with a password (${Object.keys(PASSWORD_WEAKNESSES).join(', ')}).`,
    },
    tasks: {
      type: 'array',
      items: { type: 'object', properties: { kind: { type: 'string', enum: ['second-factor'] } } },
      description: 'What a pending session still has to do.',
    },
  },
}
