/** Every OAuth endpoint, in the order in which they are described. */

import { deviceAuthorization } from './device-authorization-endpoint.ts'
import type { OAuthEndpoint } from './oauth-endpoint.ts'
import { tokenEndpoint } from './token-endpoint.ts'

/** The endpoints that every server has. */
export const oauthEndpoints: readonly OAuthEndpoint[] = [tokenEndpoint, deviceAuthorization]
