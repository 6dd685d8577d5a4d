/** How OAuth endpoints stand in the OpenAPI document: forms, the errors of RFC 6749, and who may call. */

import { z } from 'zod'
import { OAUTH_ERROR_MEANINGS } from './oauth-error-meanings.ts'
import type { OAuthCaller, OAuthEndpoint, OAuthEndpointDefinition } from './oauth-endpoint.ts'
import { OAUTH_ERRORS, type OAuthErrorCode } from './oauth-error.ts'

type Json = { readonly [member: string]: unknown }

/** How clients and their tokens travel. */
export const OAUTH_SECURITY_SCHEMES: { readonly [scheme: string]: Json } = {
  'client-secret': {
    type: 'http',
    scheme: 'basic',
    description:
      'An OAuth client by its `client_id` and secret. In the form `client_id` and `client_secret` do as well, or ' +
      '`client_assertion` (RFC 7523); a public client sends `client_id` alone.',
  },
  'access-token': {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'An access token (RFC 9068). One that is bound to a key: `DPoP` in place of `Bearer`, with a proof.',
  },
}

const SECURITY: { readonly [C in OAuthCaller]: readonly Json[] } = {
  client: [{ 'client-secret': [] }, {}],
  'client-or-backend-key': [{ 'client-secret': [] }, { 'backend-key': [] }],
  'any-client-or-backend-key': [{ 'client-secret': [] }, { 'backend-key': [] }, {}],
  'access-token': [{ 'access-token': [] }],
  anybody: [{}],
}

/** The form of every error (RFC 6749 section 5.2). */
export const OAUTH_ERROR_SCHEMA: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: { type: 'string', enum: Object.keys(OAUTH_ERRORS) },
    error_description: { type: 'string', description: 'For whoever wrote the client.' },
  },
}

/** Describes one. */
export function oauthOperation({ definition }: OAuthEndpoint, operationId: string): Json {
  const { method, summary, caller, parameters } = definition
  return {
    operationId,
    summary,
    tags: ['oauth'],
    security: SECURITY[caller],
    parameters: method === 'get' && parameters !== undefined ? queryOf(parameters) : [],
    ...(method === 'post' && parameters !== undefined
      ? {
          requestBody: {
            required: true,
            content: { 'application/x-www-form-urlencoded': { schema: schemaOf(parameters, 'input') } },
          },
        }
      : {}),
    responses: { ...successes(definition), ...failures(definition) },
  }
}

/** Every code that an endpoint can answer: its own, and those that come from who may call it. */
export function oauthErrorsOf({ caller, errors }: OAuthEndpointDefinition): readonly OAuthErrorCode[] {
  const ofClients = ['invalid_request', 'invalid_client', 'too_many_requests'] as const
  const shared = ['temporarily_unavailable', 'server_error'] as const
  const isForClients = caller !== 'access-token' && caller !== 'anybody'
  return [...new Set([...errors, ...(isForClients ? ofClients : []), ...shared])]
}

function successes({ responses }: OAuthEndpointDefinition): Json {
  const entries = Object.entries(responses).map(([status, { description, schema }]) => [
    status,
    schema === undefined
      ? { description }
      : { description, content: { 'application/json': { schema: schemaOf(schema, 'output') } } },
  ])
  return Object.fromEntries(entries) as Json
}

function failures(definition: OAuthEndpointDefinition): Json {
  const byStatus = new Map<number, OAuthErrorCode[]>()
  for (const code of oauthErrorsOf(definition)) {
    // What refuses an access token says so with 401, whatever it is (RFC 9449 section 7.1).
    const isProof = code === 'invalid_dpop_proof' || code === 'use_dpop_nonce'
    const status = definition.caller === 'access-token' && isProof ? 401 : OAUTH_ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const entries = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\`: ${OAUTH_ERROR_MEANINGS[code]}`).join(' '),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/OAuthError' } } },
    },
  ])
  return Object.fromEntries(entries) as Json
}

function queryOf(parameters: z.ZodObject): readonly Json[] {
  return Object.entries(parameters.shape).map(([name, member]) => ({
    name,
    in: 'query',
    required: !z.safeParse(member, undefined).success,
    schema: schemaOf(member, 'input'),
  }))
}

function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return rest
}
