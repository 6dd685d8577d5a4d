/** The application that every server knows: the `coatcheck` command, so that `coatcheck login` needs no set-up. */

import {
  BY_SYSTEM,
  newId,
  OAUTH_CLIENT_DEFAULTS,
  type OAuthClientSettings,
  type Random,
  type Store,
} from '@coatcheck/core'
import { COMMAND_LINE_CLIENT_ID } from '@coatcheck/core/protocol'
import { DEVICE_GRANT_TYPE } from './device-authorization-endpoint.ts'

/**
 * Any program can say that it is this one (RFC 8252 section 8.6), so people are asked: it is none of `firstParty`. Nothing
 * but their own account is within its reach.
 */
const SETTINGS: OAuthClientSettings = {
  ...OAUTH_CLIENT_DEFAULTS,
  name: 'Coatcheck command line',
  type: 'public',
  authMethod: 'none',
  redirectUris: ['http://127.0.0.1/callback'],
  grants: ['authorization_code', 'refresh_token', DEVICE_GRANT_TYPE],
  scopes: ['openid', 'profile', 'email', 'organization', 'offline_access'],
}

/** Makes it where it is missing. An administrator who wants none disables it: what is deleted comes back at a start. */
export async function seedCommandLine(
  { oauthClients }: Pick<Store, 'oauthClients'>,
  world: { readonly nowMs: number; readonly random: Random },
): Promise<void> {
  const clientId = COMMAND_LINE_CLIENT_ID
  if ((await oauthClients.findByClientId(clientId)) !== null) return
  const id = newId('app', world.nowMs, world.random)
  const hashes = { secretHash: null, registrationHash: null }
  await oauthClients.create({ ...SETTINGS, ...hashes, id, clientId, registration: 'admin' }, BY_SYSTEM)
}
