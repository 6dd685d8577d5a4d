/** The grants that the token endpoint knows, by their `grant_type`. */

import type { OAuthGrantType } from '@coatcheck/core'
import { clientCredentials } from './client-credentials.ts'
import { redeemDeviceCode } from './device-grant.ts'
import { redeemCode } from './redeem-code.ts'
import { exchangeToken } from './exchange-token.ts'
import { refreshGrant } from './refresh-grant.ts'
import type { TokenGrant } from './token-grant.ts'

/** All of them. */
export const TOKEN_GRANTS: ReadonlyMap<OAuthGrantType, TokenGrant> = new Map<OAuthGrantType, TokenGrant>([
  ['authorization_code', redeemCode],
  ['refresh_token', refreshGrant],
  ['client_credentials', clientCredentials],
  ['urn:ietf:params:oauth:grant-type:token-exchange', exchangeToken],
  ['urn:ietf:params:oauth:grant-type:device_code', redeemDeviceCode],
])
