/** Every OAuth endpoint, in the order in which they are described. */

import type { Settings } from '../config/settings.ts'
import { deviceAuthorization } from './device-authorization-endpoint.ts'
import { introspectEndpoint } from './introspect-endpoint.ts'
import { metadataEndpoints } from './metadata-endpoints.ts'
import type { OAuthEndpoint } from './oauth-endpoint.ts'
import { pushAuthorizationRequest } from './par-endpoint.ts'
import { deleteClient, readClient, register, replaceClient } from './registration-endpoints.ts'
import { revokeEndpoint } from './revoke-endpoint.ts'
import { tokenEndpoint } from './token-endpoint.ts'
import { userinfoEndpoints } from './userinfo-endpoint.ts'

/** The endpoints that every server has. */
export const oauthEndpoints: readonly OAuthEndpoint[] = [
  pushAuthorizationRequest,
  tokenEndpoint,
  deviceAuthorization,
  revokeEndpoint,
  introspectEndpoint,
  ...userinfoEndpoints,
  ...metadataEndpoints,
]

/** Those where clients register themselves. */
export const registrationEndpoints: readonly OAuthEndpoint[] = [
  register,
  readClient,
  replaceClient,
  deleteClient,
]

/** The endpoints of a server with these settings. */
export function oauthEndpointsOf({
  oauthRegistration,
}: Pick<Settings, 'oauthRegistration'>): readonly OAuthEndpoint[] {
  return oauthRegistration === 'off' ? oauthEndpoints : [...oauthEndpoints, ...registrationEndpoints]
}
