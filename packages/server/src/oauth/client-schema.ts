/** OAuth clients over HTTP: what may be said of one, and how one looks in an answer. */

import {
  CLIENT_LIST_LIMITS,
  CLIENT_SECONDS,
  MAX_CLIENT_KEYS,
  MAX_CLIENT_NAME,
  MAX_URI_LENGTH,
  OAUTH_GRANTS,
  type OAuthClient,
  type OAuthClientSettings,
} from '@coatcheck/core'
import { z } from 'zod'
import { timeJson } from '../session/wire.ts'

const AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const
const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const

const uri = z.string().max(MAX_URI_LENGTH)
const uris = (member: keyof typeof CLIENT_LIST_LIMITS): z.ZodArray<z.ZodString> =>
  z.array(uri).max(CLIENT_LIST_LIMITS[member])
const seconds = (member: keyof typeof CLIENT_SECONDS): z.ZodNullable<z.ZodInt> =>
  z.int().min(CLIENT_SECONDS[member].least).max(CLIENT_SECONDS[member].most).nullable()

/** What may be set of a client and changed later; its type is what it is. */
export type ClientMembers = {
  readonly [M in Exclude<keyof OAuthClientSettings, 'type'>]?: OAuthClientSettings[M] | undefined
}

/** The form of each member. */
export const clientMembers: { readonly [M in keyof ClientMembers]-?: z.ZodType<ClientMembers[M]> } = {
  name: z.string().max(MAX_CLIENT_NAME).optional().describe('What people see on the consent page'),
  authMethod: z
    .enum(AUTH_METHODS)
    .optional()
    .describe(
      'How it proves itself. Default: none if public, private_key_jwt with keys, else client_secret_basic',
    ),
  redirectUris: uris('redirectUris')
    .optional()
    .describe('Where people are sent back to: compared exactly, on 127.0.0.1 and [::1] with any port'),
  postLogoutRedirectUris: uris('postLogoutRedirectUris').optional(),
  grants: z
    .array(z.enum(OAUTH_GRANTS))
    .max(CLIENT_LIST_LIMITS.grants)
    .optional()
    .describe('Default: authorization_code and refresh_token'),
  scopes: z
    .array(z.string().max(128))
    .max(CLIENT_LIST_LIMITS.scopes)
    .optional()
    .describe('What it may ask for, and gets when it names none. Default: openid, profile, email'),
  resources: uris('resources')
    .optional()
    .describe('The APIs that it may ask tokens for (RFC 8707); the first is what it gets when it names none'),
  serves: uris('serves')
    .optional()
    .describe('The APIs that it is: it may introspect tokens for them. For confidential clients'),
  firstParty: z
    .boolean()
    .optional()
    .describe('One of your own applications: nobody is asked for consent. Default false'),
  requirePushedRequests: z
    .boolean()
    .optional()
    .describe('It must push its requests (RFC 9126). Default false'),
  dpop: z
    .enum(['optional', 'required'])
    .optional()
    .describe('required: all its tokens are bound to a key (RFC 9449). Default optional'),
  jwks: z
    .object({ keys: z.array(z.record(z.string(), z.json())).max(MAX_CLIENT_KEYS) })
    .nullable()
    .optional()
    .describe('Its public keys, for private_key_jwt') as z.ZodType<ClientMembers['jwks']>,
  jwksUri: uri.nullable().optional().describe('Where they are, in place of `jwks`'),
  algorithm: z
    .enum(ALGORITHMS)
    .nullable()
    .optional()
    .describe('What its tokens are signed with. Default: as all'),
  accessTokenSeconds: seconds('accessTokenSeconds')
    .optional()
    .describe('How long access tokens live, within the policy. Default 600'),
  grantSeconds: seconds('grantSeconds')
    .optional()
    .describe('How long a grant lives, within the policy. Default 604800'),
  idleSeconds: seconds('idleSeconds')
    .optional()
    .describe('How long a grant may go unused. Default: as the policy says'),
  allowedOrigins: uris('allowedOrigins')
    .optional()
    .describe('Further origins that may call the token endpoint from a browser'),
  backchannelLogoutUri: uri
    .nullable()
    .optional()
    .describe('Where it is told that a session is over (OpenID Connect Back-Channel Logout)'),
  logoUri: uri.nullable().optional(),
  clientUri: uri.nullable().optional(),
  policyUri: uri.nullable().optional(),
  tosUri: uri.nullable().optional(),
}

/** The form of a type. */
export const clientTypeSchema: z.ZodEnum<{ public: 'public'; confidential: 'confidential' }> = z.enum([
  'public',
  'confidential',
])

/** A client in an answer. */
export const clientSchema: z.ZodObject = z
  .object({
    id: z.string(),
    clientId: z.string().describe('The `client_id` that it goes by'),
    name: z.string(),
    type: clientTypeSchema,
    state: z.enum(['enabled', 'disabled']),
    registration: z
      .enum(['admin', 'dynamic', 'document'])
      .describe('Made here, registered by itself, or described by the document that its id is the URL of'),
    authMethod: z.enum(AUTH_METHODS),
    redirectUris: z.array(z.string()),
    postLogoutRedirectUris: z.array(z.string()),
    grants: z.array(z.enum(OAUTH_GRANTS)),
    scopes: z.array(z.string()),
    resources: z.array(z.string()),
    serves: z.array(z.string()),
    firstParty: z.boolean(),
    requirePushedRequests: z.boolean(),
    dpop: z.enum(['optional', 'required']),
    jwks: z.object({ keys: z.array(z.record(z.string(), z.json())) }).nullable(),
    jwksUri: z.string().nullable(),
    algorithm: z.enum(ALGORITHMS).nullable(),
    accessTokenSeconds: z.int().nullable(),
    grantSeconds: z.int().nullable(),
    idleSeconds: z.int().nullable(),
    allowedOrigins: z.array(z.string()),
    backchannelLogoutUri: z.string().nullable(),
    logoUri: z.string().nullable(),
    clientUri: z.string().nullable(),
    policyUri: z.string().nullable(),
    tosUri: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    clientSecret: z.string().optional().describe('Where one was made: its hash is kept, store it now'),
  })
  .meta({ id: 'OAuthClient' })

/** A client for an answer. @param secret One that was just made. */
export function clientJson(client: OAuthClient, secret: string | null = null): Record<string, unknown> {
  const { createdAtMs, updatedAtMs, version: _, ...members } = client
  return {
    ...members,
    createdAt: timeJson(createdAtMs),
    updatedAt: timeJson(updatedAtMs),
    ...(secret === null ? {} : { clientSecret: secret }),
  }
}
