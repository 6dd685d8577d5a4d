/** What a client asks to be registered as: its metadata, read and checked. */

import type { OAuthClient, OAuthClientSettings } from '@coatcheck/core'
import { type JsonMembers, parseStrictJson } from '@coatcheck/core/verify'
import { isJson } from '../http/read-body.ts'
import type { Server } from '../server.ts'
import { checkClient, knownScopes } from './check-client.ts'
import { metadataName, readMetadata } from './client-metadata.ts'
import { type OAuthErrorCode, oauthError } from './oauth-error.ts'
import { readBodyText } from './parameters.ts'

/** What a client is told about itself, and does not tell (RFC 7592 section 2.2). */
const NOT_ASKED = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
]

/**
 * Reads a registration.
 *
 * @param current The client that it replaces: it must name it, and stay as public or confidential as that is.
 */
export async function readRegistration(
  server: Server,
  request: Request,
  current: OAuthClient | null = null,
): Promise<{ readonly settings: OAuthClientSettings } | Response> {
  const members = await readMembers(request)
  if (members instanceof Response) return members
  if (current !== null) {
    const refused = refuseReplacement(members, current)
    if (refused !== null) return refused
  }
  const scopes = await knownScopes(server)
  const { oauthResources: resources } = server.settings
  const read = readMetadata(members, { registration: 'dynamic', scopes, resources })
  if (!read.ok) return refuse(read.member, read.detail)
  const { settings } = read
  if (current !== null && settings.type !== current.type)
    return refuse('token_endpoint_auth_method', `A ${current.type} client stays one: register another one.`)
  const problem = checkClient(server, settings, scopes)
  return problem === null ? { settings } : refuse(metadataName(problem.member), problem.detail)
}

async function readMembers(request: Request): Promise<JsonMembers | Response> {
  if (!isJson(request.headers.get('content-type')))
    return oauthError('invalid_request', { description: 'The body is not application/json.' })
  const text = await readBodyText(request)
  if (text instanceof Response) return text
  return (
    parseStrictJson(text) ??
    oauthError('invalid_client_metadata', { description: 'The body is not a JSON object.' })
  )
}

function refuseReplacement(members: JsonMembers, { clientId }: OAuthClient): Response | null {
  if (members['client_id'] !== clientId) return refuse('client_id', 'It is not that of this client.')
  const told = NOT_ASKED.find((member) => members[member] !== undefined)
  return told === undefined ? null : refuse(told, 'This is not for the client to say.')
}

function refuse(member: string, detail: string): Response {
  const code: OAuthErrorCode = member === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata'
  return oauthError(code, { description: `${member}: ${detail}` })
}
