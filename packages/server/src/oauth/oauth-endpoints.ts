/** Every OAuth endpoint, in the order in which they are described. */

import type { Settings } from '../config/settings.ts'
import type { OAuthEndpoint } from './oauth-endpoint.ts'
import { deleteClient, readClient, register, replaceClient } from './registration-endpoints.ts'

/** The endpoints that every server has. */
export const oauthEndpoints: readonly OAuthEndpoint[] = []

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
