/** Between the metadata by which clients describe themselves (RFC 7591 section 2) and what is kept of a client. */

import {
  AUTH_METHODS,
  type ClientAuthMethod,
  type ClientProblem,
  type ClientRegistration,
  type JsonObject,
  type OAuthClient,
  type OAuthClientSettings,
  type OAuthGrantType,
  type SigningAlgorithm,
  STANDARD_SCOPES,
} from '@coatcheck/core'
import type { JsonMembers } from '@coatcheck/core/verify'
import { z } from 'zod'

/** The grants that clients may have which nobody has looked at. */
const OPEN_GRANTS = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
] as const satisfies readonly OAuthGrantType[]

const texts = z.array(z.string())

/** The members that say something here. Others are passed over, as the standard asks. */
const metadataSchema = z.object({
  redirect_uris: texts.optional(),
  post_logout_redirect_uris: texts.optional(),
  token_endpoint_auth_method: z
    .enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'])
    .optional(),
  grant_types: texts.optional(),
  response_types: texts.optional(),
  client_name: z.string().optional(),
  client_uri: z.string().optional(),
  logo_uri: z.string().optional(),
  policy_uri: z.string().optional(),
  tos_uri: z.string().optional(),
  scope: z.string().optional(),
  jwks: z.object({ keys: z.array(z.record(z.string(), z.json())) }).optional(),
  jwks_uri: z.string().optional(),
  id_token_signed_response_alg: z.enum(['ES256', 'EdDSA', 'RS256']).optional(),
  require_pushed_authorization_requests: z.boolean().optional(),
  dpop_bound_access_tokens: z.boolean().optional(),
  backchannel_logout_uri: z.string().optional(),
})

/** What a client says of itself, as settings; or what is wrong with it, by the name that the standard gives it. */
export type ReadMetadata =
  | { readonly ok: true; readonly settings: OAuthClientSettings }
  | { readonly ok: false; readonly member: string; readonly detail: string }

/** What reading depends on. */
export type MetadataContext = {
  readonly registration: Exclude<ClientRegistration, 'admin'>
  /** The scopes that there are. */
  readonly scopes: ReadonlySet<string>
  /** What such clients may ask tokens for. */
  readonly resources: readonly string[]
}

/**
 * Reads metadata. What it leaves out gets the standard's default, what such a client cannot have is left out, and is so
 * in the answer; never is it one of our own applications.
 */
export function readMetadata(members: JsonMembers, context: MetadataContext): ReadMetadata {
  const parsed = metadataSchema.safeParse({ ...members })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refuse(String(issue?.path[0] ?? 'metadata'), issue?.message ?? 'It is not of the expected form.')
  }
  const metadata = parsed.data
  const responses = metadata.response_types ?? ['code']
  if (responses.some((type) => type !== 'code')) return refuse('response_types', 'Only code is supported.')
  const isDocument = context.registration === 'document'
  const authMethod = metadata.token_endpoint_auth_method ?? (isDocument ? 'none' : 'client_secret_basic')
  if (isDocument && authMethod.startsWith('client_secret_'))
    return refuse('token_endpoint_auth_method', 'A document that everybody can read holds no secret.')
  const grants = OPEN_GRANTS.filter((grant) =>
    (metadata.grant_types ?? ['authorization_code']).includes(grant),
  )
  const usesKeys = authMethod === 'private_key_jwt'
  return {
    ok: true,
    settings: {
      name: metadata.client_name ?? 'An application without a name',
      type: typeOf(authMethod),
      authMethod,
      redirectUris: metadata.redirect_uris ?? [],
      postLogoutRedirectUris: metadata.post_logout_redirect_uris ?? [],
      grants,
      scopes: scopesOf(metadata.scope, context.scopes),
      resources: context.resources,
      serves: [],
      firstParty: false,
      requirePushedRequests: metadata.require_pushed_authorization_requests ?? false,
      dpop: metadata.dpop_bound_access_tokens === true ? 'required' : 'optional',
      jwks: usesKeys ? ((metadata.jwks as { keys: readonly JsonObject[] } | undefined) ?? null) : null,
      jwksUri: usesKeys ? (metadata.jwks_uri ?? null) : null,
      algorithm: metadata.id_token_signed_response_alg ?? null,
      accessTokenSeconds: null,
      grantSeconds: null,
      idleSeconds: null,
      allowedOrigins: [],
      backchannelLogoutUri: metadata.backchannel_logout_uri ?? null,
      logoUri: metadata.logo_uri ?? null,
      clientUri: metadata.client_uri ?? null,
      policyUri: metadata.policy_uri ?? null,
      tosUri: metadata.tos_uri ?? null,
    },
  }
}

/** A client as the standard writes it. */
export function metadataOf(client: OAuthClient, algorithm: SigningAlgorithm): Record<string, unknown> {
  const grants: readonly string[] = client.grants
  return {
    client_name: client.name,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    token_endpoint_auth_method: client.authMethod,
    grant_types: grants,
    response_types: grants.includes('authorization_code') ? ['code'] : [],
    scope: client.scopes.join(' '),
    id_token_signed_response_alg: client.algorithm ?? algorithm,
    require_pushed_authorization_requests: client.requirePushedRequests,
    dpop_bound_access_tokens: client.dpop === 'required',
    ...(client.jwks !== null && { jwks: client.jwks }),
    ...(client.jwksUri !== null && { jwks_uri: client.jwksUri }),
    ...(client.backchannelLogoutUri !== null && { backchannel_logout_uri: client.backchannelLogoutUri }),
    ...(client.logoUri !== null && { logo_uri: client.logoUri }),
    ...(client.clientUri !== null && { client_uri: client.clientUri }),
    ...(client.policyUri !== null && { policy_uri: client.policyUri }),
    ...(client.tosUri !== null && { tos_uri: client.tosUri }),
  }
}

/** The name that the standard has for a member of the settings. */
export function metadataName(member: ClientProblem['member']): string {
  return NAMES[member] ?? member
}

const NAMES: { readonly [M in ClientProblem['member']]?: string } = {
  name: 'client_name',
  authMethod: 'token_endpoint_auth_method',
  redirectUris: 'redirect_uris',
  postLogoutRedirectUris: 'post_logout_redirect_uris',
  grants: 'grant_types',
  scopes: 'scope',
  jwksUri: 'jwks_uri',
  backchannelLogoutUri: 'backchannel_logout_uri',
  logoUri: 'logo_uri',
  clientUri: 'client_uri',
  policyUri: 'policy_uri',
  tosUri: 'tos_uri',
}

function typeOf(authMethod: ClientAuthMethod): OAuthClientSettings['type'] {
  return AUTH_METHODS.public.includes(authMethod) ? 'public' : 'confidential'
}

/** What it asks for of what there is; the standard ones when it does not say. */
function scopesOf(scope: string | undefined, known: ReadonlySet<string>): readonly string[] {
  if (scope === undefined) return STANDARD_SCOPES.map(({ name }) => name)
  return [...new Set(scope.split(' '))].filter((name) => known.has(name))
}

function refuse(member: string, detail: string): ReadMetadata {
  return { ok: false, member, detail }
}
