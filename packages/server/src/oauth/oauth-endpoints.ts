/** Every OAuth endpoint, in the order in which they are described. */

import type { OAuthEndpoint } from './oauth-endpoint.ts'
import { pushAuthorizationRequest } from './par-endpoint.ts'

/** The endpoints that every server has. */
export const oauthEndpoints: readonly OAuthEndpoint[] = [pushAuthorizationRequest]
