/** Makes and changes clients for administrators: what is asked is checked whole before anything is written. */

import {
  type ActContext,
  type AppId,
  type ClientRegistration,
  issueOpaque,
  newId,
  OAUTH_CLIENT_DEFAULTS,
  type OAuthClient,
  type OAuthClientSettings,
} from '@coatcheck/core'
import { given } from '../http/given.ts'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { checkClient, knownScopes } from './check-client.ts'
import type { ClientMembers } from './client-schema.ts'

/** A client as it is now, with its secret if one was made. */
export type WrittenClient = { readonly client: OAuthClient; readonly secret: string | null }

/** Makes a client; an answer when it cannot be. */
export async function createClient(
  server: Server,
  { name, type, ...members }: Omit<ClientMembers, 'name'> & Pick<OAuthClientSettings, 'name' | 'type'>,
  context: ActContext,
): Promise<WrittenClient | Response> {
  const asked = given(members)
  const settings = {
    ...OAUTH_CLIENT_DEFAULTS,
    name,
    type,
    authMethod: defaultAuthMethod(type, members),
    ...asked,
  }
  const refused = refuse(server, settings, 'admin', await knownScopes(server))
  if (refused !== null) return refused
  const id = newId('app', server.clock.nowMs(), server.random)
  const secret = usesSecret(settings) ? issueOpaque('appSecret', id, server) : null
  const hashes = { secretHash: secret?.hash ?? null, registrationHash: null }
  await server.store.oauthClients.create(
    { ...settings, ...hashes, id, clientId: id, registration: 'admin' },
    context,
  )
  const known = await server.store.oauthClients.find(id)
  return known === null
    ? problem('not_found')
    : { client: known.client, secret: secret?.text.reveal() ?? null }
}

/** Changes a client; an answer when it cannot be, or is not there. */
export async function updateClient(
  server: Server,
  id: AppId,
  members: ClientMembers,
  context: ActContext,
): Promise<OAuthClient | Response> {
  for (;;) {
    const known = await server.store.oauthClients.find(id)
    if (known === null) return problem('not_found')
    const { client } = known
    if (client.registration === 'document')
      return problem('invalid_request', {
        field: 'path.id',
        detail: 'What this client is stands in the document that its id is the URL of.',
      })
    const settings = { ...client, ...given(members) }
    // A scope that was deleted since is no reason to refuse what is asked now.
    const scopes = new Set([...(await knownScopes(server)), ...client.scopes])
    const refused = refuse(server, settings, client.registration, scopes)
    if (refused !== null) return refused
    const updated = await server.store.oauthClients.update(id, client.version, settings, context)
    // Whoever is overtaken starts again, from what the other one wrote.
    if (updated !== null) return updated
  }
}

/** Gives a client a new secret. @param formerMs How long the one before is still good. */
export async function replaceSecret(
  server: Server,
  id: AppId,
  formerMs: number,
  context: ActContext,
): Promise<WrittenClient | Response> {
  const { oauthClients } = server.store
  const before = await oauthClients.find(id)
  if (before === null) return problem('not_found')
  if (!usesSecret(before.client))
    return problem('invalid_request', {
      field: 'path.id',
      detail: `This client proves itself by ${before.client.authMethod}: it has no secret.`,
    })
  const secret = issueOpaque('appSecret', id, server)
  const formerUntilMs = formerMs === 0 ? null : (await server.store.nowMs()) + formerMs
  const isReplaced = await oauthClients.replaceSecret(id, secret.hash, formerUntilMs, context)
  const known = isReplaced ? await oauthClients.find(id) : null
  return known === null ? problem('not_found') : { client: known.client, secret: secret.text.reveal() }
}

function refuse(
  server: Server,
  settings: OAuthClientSettings,
  registration: ClientRegistration,
  scopes: ReadonlySet<string>,
): Response | null {
  // Whoever registered itself says where people are sent back to: they must always be asked.
  if (settings.firstParty && registration !== 'admin')
    return problem('invalid_request', {
      field: 'body.firstParty',
      detail: 'A client that registered itself is none of your own: make one here.',
    })
  const found = checkClient(server, settings, scopes)
  return found === null
    ? null
    : problem('invalid_request', { field: `body.${found.member}`, detail: found.detail })
}

function defaultAuthMethod(
  type: OAuthClientSettings['type'],
  { jwks, jwksUri }: Pick<ClientMembers, 'jwks' | 'jwksUri'>,
): OAuthClientSettings['authMethod'] {
  if (type === 'public') return 'none'
  const hasKeys = (jwks ?? jwksUri ?? null) !== null
  return hasKeys ? 'private_key_jwt' : 'client_secret_basic'
}

/** Whether a client proves itself by a secret. */
export function usesSecret({ authMethod }: Pick<OAuthClientSettings, 'authMethod'>): boolean {
  return authMethod === 'client_secret_basic' || authMethod === 'client_secret_post'
}
