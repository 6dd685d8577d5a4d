/** What a client asks for, held against what it may ask for: scopes (RFC 6749 section 3.3) and resources (RFC 8707). */

import type { OAuthClient } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { oauthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'

/** What is asked for. */
export type Asked = { readonly scopes: readonly string[]; readonly resources: readonly string[] }

/** Reads `scope` and `resource`; what is not named is what the client may have, and our own issuer. */
export function readAsked(server: Server, client: OAuthClient, parameters: Parameters): Asked | Response {
  const named = parameters.get('scope')?.split(' ').filter(Boolean)
  const scopes = [...new Set(named ?? client.scopes)]
  if (!scopes.every((scope) => client.scopes.includes(scope)))
    return oauthError('invalid_scope', { description: 'The client may not ask for all of these scopes.' })
  const resources = [...new Set(parameters.all('resource'))]
  const allowed = [...client.resources, server.settings.url]
  if (!resources.every((resource) => allowed.includes(resource)))
    return oauthError('invalid_target', { description: 'The client may not ask for all of these resources.' })
  return { scopes, resources: resources.length === 0 ? allowed.slice(0, 1) : resources }
}
