/** Between rows of the table `oauth_clients` and what core knows of a client. */

import type {
  AppId,
  ClientRegistration,
  KnownOAuthClient,
  NewOAuthClient,
  OAuthClient,
  OAuthClientSettings,
} from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** What the settings are: nothing else of an object that has them is kept with them. */
const SETTINGS: { readonly [S in keyof OAuthClientSettings]: true } = {
  name: true,
  type: true,
  authMethod: true,
  redirectUris: true,
  postLogoutRedirectUris: true,
  grants: true,
  scopes: true,
  resources: true,
  serves: true,
  firstParty: true,
  requirePushedRequests: true,
  dpop: true,
  jwks: true,
  jwksUri: true,
  algorithm: true,
  accessTokenSeconds: true,
  grantSeconds: true,
  idleSeconds: true,
  allowedOrigins: true,
  backchannelLogoutUri: true,
  logoUri: true,
  clientUri: true,
  policyUri: true,
  tosUri: true,
}

/** The settings as they are kept. */
export function settingsText(settings: OAuthClientSettings): string {
  return JSON.stringify(Object.fromEntries(Object.entries(settings).filter(([name]) => name in SETTINGS)))
}

/** The values of a new client's columns. */
export function columnsOfNewClient(client: NewOAuthClient): Record<string, string | Uint8Array | null> {
  return {
    id: client.id,
    client: client.clientId,
    registration: client.registration,
    settings: settingsText(client),
    secret: client.secretHash,
    registrationHash: client.registrationHash,
  }
}

/** A client from its row. */
export function oauthClientFromRow(row: Row): OAuthClient {
  return {
    ...(JSON.parse(row['settings'] as string) as OAuthClientSettings),
    id: row['id'] as AppId,
    clientId: row['client_id'] as string,
    state: row['state'] as OAuthClient['state'],
    registration: row['registration'] as ClientRegistration,
    version: row['version'] as number,
    createdAtMs: row['created_at'] as number,
    updatedAtMs: row['updated_at'] as number,
  }
}

/** A client with its secrets from its row. */
export function knownClientFromRow(row: Row): KnownOAuthClient {
  return {
    client: oauthClientFromRow(row),
    secrets: {
      secretHash: row['secret_hash'] as Uint8Array | null,
      formerSecretHash: row['former_secret_hash'] as Uint8Array | null,
      formerSecretUntilMs: row['former_secret_until'] as number | null,
      registrationHash: row['registration_hash'] as Uint8Array | null,
    },
  }
}
