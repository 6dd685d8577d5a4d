/** What this server says of itself to clients (RFC 8414, OpenID Connect Discovery): nothing that it has not. */

import { STANDARD_SCOPES } from '@coatcheck/core'
import { z } from 'zod'
import type { Server } from '../server.ts'
import { CLIENT_ASSERTION_ALGORITHMS } from './client-assertion.ts'
import type { OAuthEndpoint, OAuthRequest } from './oauth-endpoint.ts'
import { TOKEN_GRANTS } from './token-grants.ts'

/** How long the document may be kept, in seconds. */
const MAX_AGE_SECONDS = 300

const ALGORITHMS = ['ES256', 'RS256', 'EdDSA'] as const
const CONFIDENTIAL = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const

const OF_SIGN_IN = 'iss sub aud azp exp iat sid auth_time acr amr nonce at_hash'
const OF_PEOPLE =
  'name given_name family_name preferred_username picture locale updated_at email email_verified org'

/** What each path is called in the document. */
const ENDPOINTS: { readonly [path: string]: string } = {
  '/oauth/authorize': 'authorization_endpoint',
  '/oauth/token': 'token_endpoint',
  '/oauth/userinfo': 'userinfo_endpoint',
  '/oauth/revoke': 'revocation_endpoint',
  '/oauth/introspect': 'introspection_endpoint',
  '/oauth/par': 'pushed_authorization_request_endpoint',
  '/oauth/device_authorization': 'device_authorization_endpoint',
  '/oauth/register': 'registration_endpoint',
  '/oauth/logout': 'end_session_endpoint',
  '/.well-known/jwks.json': 'jwks_uri',
}

/** Both documents: they are one. An issuer has no path, so that each is at one place. */
export const metadataEndpoints: readonly OAuthEndpoint[] = [
  metadata('/.well-known/openid-configuration', 'What this server is, to OpenID Connect clients'),
  metadata('/.well-known/oauth-authorization-server', 'What this server is, to OAuth clients'),
]

function metadata(path: `/${string}`, summary: string): OAuthEndpoint {
  return {
    definition: {
      method: 'get',
      path,
      summary,
      caller: 'anybody',
      responses: { 200: { description: 'The metadata', schema: z.looseObject({ issuer: z.string() }) } },
      errors: [],
    },
    handle: answer,
  }
}

async function answer({ server, paths }: OAuthRequest): Promise<Response> {
  return new Response(JSON.stringify(describeServer(server, paths())), {
    headers: {
      'content-type': 'application/json',
      'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
      'access-control-allow-origin': '*',
    },
  })
}

function describeServer({ settings, locales }: Server, paths: ReadonlySet<string>): Record<string, unknown> {
  const issuer = settings.url
  const has = (path: string): boolean => paths.has(path)
  const endpoints = Object.entries(ENDPOINTS)
    .filter(([path]) => has(path))
    .map(([path, name]) => [name, issuer + path])
  return {
    issuer,
    ...Object.fromEntries(endpoints),
    response_types_supported: has('/oauth/authorize') ? ['code'] : [],
    response_modes_supported: ['query'],
    grant_types_supported: [...TOKEN_GRANTS.keys()],
    scopes_supported: STANDARD_SCOPES.map(({ name }) => name),
    subject_types_supported: ['public'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', ...CONFIDENTIAL],
    token_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: ['none', ...CONFIDENTIAL],
    revocation_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: CONFIDENTIAL,
    introspection_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    id_token_signing_alg_values_supported: ALGORITHMS,
    dpop_signing_alg_values_supported: ['ES256'],
    acr_values_supported: ['aal1', 'aal2'],
    ui_locales_supported: locales.all.map(({ tag }) => tag),
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    ...(settings.oauthClientDocuments && { client_id_metadata_document_supported: true }),
    claims_supported: `${OF_SIGN_IN} ${OF_PEOPLE}`.split(' '),
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    ...(has('/oauth/authorize') && { authorization_response_iss_parameter_supported: true }),
  }
}
