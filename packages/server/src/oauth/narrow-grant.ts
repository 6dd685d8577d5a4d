/** What a request asks of a grant: never more than was granted, nor more than the client may still have. */

import type { OAuthClient } from '@coatcheck/core'
import { oauthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'
import type { TokenRequest } from './token-grant.ts'

/** The scopes of the token that is asked for; all that are left of the grant unless `scope` names some. */
export function narrowScopes(
  parameters: Parameters,
  granted: readonly string[],
  client: Pick<OAuthClient, 'scopes'>,
): readonly string[] | Response {
  const left = granted.filter((scope) => client.scopes.includes(scope))
  const asked = parameters.get('scope')
  if (asked === null) return left
  const names = [...new Set(asked.split(' '))]
  return names.every((name) => left.includes(name))
    ? names
    : oauthError('invalid_scope', { description: 'scope names something that was not granted.' })
}

/**
 * The audience of the token that is asked for: one, unless `resource` names several (RFC 8707). The issuer, which is
 * where the person's claims are read, can be named by whoever was granted `openid`. Where nothing is left, there is no token.
 */
export function narrowResources(
  parameters: Parameters,
  granted: { readonly scopes: readonly string[]; readonly resources: readonly string[] },
  client: Pick<OAuthClient, 'resources'>,
  issuer: string,
): readonly string[] | Response {
  const left = granted.resources.filter((uri) => uri === issuer || client.resources.includes(uri))
  const named = [...new Set(parameters.all('resource'))]
  const asked = named.length > 0 ? named : left.slice(0, 1)
  const isOurs = (uri: string): boolean => uri === issuer && granted.scopes.includes('openid')
  return asked.length > 0 && asked.every((uri) => left.includes(uri) || isOurs(uri))
    ? asked
    : oauthError('invalid_target', { description: 'resource names something that was not granted.' })
}

/** Both of a request that goes on from a grant. */
export function narrowGrant(
  { server, parameters, client }: Pick<TokenRequest, 'server' | 'parameters' | 'client'>,
  granted: { readonly scopes: readonly string[]; readonly resources: readonly string[] },
): { readonly scopes: readonly string[]; readonly resources: readonly string[] } | Response {
  const scopes = narrowScopes(parameters, granted.scopes, client)
  if (scopes instanceof Response) return scopes
  const resources = narrowResources(parameters, granted, client, server.settings.url)
  return resources instanceof Response ? resources : { scopes, resources }
}
