/** Statements about OAuth clients, consents and scopes that both engines run. */

import { type AppId, MAX_TOKEN_SECONDS, type UserId } from '@coatcheck/core'

/** When the last token is dead that a client was given as a machine: nobody keeps how long they live. */
export const MACHINE_TOKENS_MS: number = MAX_TOKEN_SECONDS * 1000

export const INSERT_CLIENT: string = `INSERT INTO oauth_clients
    (id, client_id, state, registration, settings, version, secret_hash, registration_hash, created_at, updated_at)
  SELECT :id, :client, 'enabled', :registration, :settings, 1, :secret, :registrationHash, clock.now, clock.now
  FROM (SELECT :now AS now) AS clock WHERE TRUE ON CONFLICT DO NOTHING RETURNING *`

export const FIND_CLIENT: string = 'SELECT * FROM oauth_clients WHERE id = :id'
export const FIND_CLIENT_BY_NAME: string = 'SELECT * FROM oauth_clients WHERE client_id = :client'
export const LIST_CLIENTS: string =
  'SELECT * FROM oauth_clients WHERE id < :before ORDER BY id DESC LIMIT :limit'

const CHANGED = 'version = version + 1, updated_at = :now'

export const UPDATE_CLIENT: string = `UPDATE oauth_clients SET settings = :settings, ${CHANGED}
  WHERE id = :id AND version = :version RETURNING *`
export const SET_CLIENT_STATE: string = `UPDATE oauth_clients SET state = :state, ${CHANGED}
  WHERE id = :id AND state <> :state RETURNING *`
export const REPLACE_CLIENT_SECRET: string = `UPDATE oauth_clients SET
    former_secret_hash = CASE WHEN :keepsFormer = 1 THEN secret_hash ELSE NULL END,
    former_secret_until = :until, secret_hash = :hash, ${CHANGED}
  WHERE id = :id RETURNING *`
export const DELETE_CLIENT: string = 'DELETE FROM oauth_clients WHERE id = :id RETURNING *'

/** The settings of enabled clients hold it as JSON. */
export function clientAlgorithms(algorithm: string): string {
  return `SELECT DISTINCT ${algorithm} AS algorithm FROM oauth_clients WHERE state = 'enabled'`
}

/** Forgets clients that came by themselves and that nobody uses; one that is disabled stays so. @param lock How rows that others hold are passed over. */
export function forgetUnusedClients(lock: string): string {
  return `WITH chosen AS MATERIALIZED (SELECT id FROM oauth_clients AS client
    WHERE registration <> 'admin' AND state = 'enabled' AND updated_at <= (SELECT :now) - :unused
      AND NOT EXISTS (SELECT 1 FROM oauth_consents WHERE client_id = client.id)
      AND NOT EXISTS (SELECT 1 FROM sessions WHERE oauth_client_id = client.id)
      AND NOT EXISTS (SELECT 1 FROM api_keys WHERE subject = client.id)
    ORDER BY id LIMIT :batch ${lock})
  DELETE FROM oauth_clients WHERE id IN (SELECT id FROM chosen) RETURNING *`
}

export const FIND_CONSENT: string =
  'SELECT * FROM oauth_consents WHERE user_id = :user AND client_id = :client'
export const LIST_CONSENTS: string = `SELECT * FROM oauth_consents WHERE user_id = :user
  ORDER BY created_at DESC, client_id DESC`
export const PUT_CONSENT: string = `INSERT INTO oauth_consents
    (user_id, client_id, scopes, resources, organization_id, created_at, updated_at)
  SELECT :user, :client, :scopes, :resources, :organization, clock.now, clock.now
  FROM (SELECT :now AS now) AS clock WHERE TRUE
  ON CONFLICT (user_id, client_id) DO UPDATE SET scopes = excluded.scopes, resources = excluded.resources,
    organization_id = excluded.organization_id, updated_at = excluded.updated_at`
export const DROP_CONSENT: string = `DELETE FROM oauth_consents
  WHERE user_id = :user AND client_id = :client RETURNING client_id`
export const DROP_CONSENTS_OF_CLIENT: string = 'DELETE FROM oauth_consents WHERE client_id = :client'
export const DROP_CODES: string =
  'DELETE FROM authorization_codes WHERE client_id = :client AND user_id = :user'
export const DROP_CODES_OF_CLIENT: string = 'DELETE FROM authorization_codes WHERE client_id = :client'

export const PUT_SCOPE: string = `INSERT INTO oauth_scopes (name, description) VALUES (:name, :description)
  ON CONFLICT (name) DO UPDATE SET description = excluded.description`
export const DELETE_SCOPE: string = 'DELETE FROM oauth_scopes WHERE name = :name RETURNING name'

/** The parameters that name a consent. */
export function consentNames(
  userId: UserId,
  clientId: AppId,
): { readonly user: UserId; readonly client: AppId } {
  return { user: userId, client: clientId }
}
