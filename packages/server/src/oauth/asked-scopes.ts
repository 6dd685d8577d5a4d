/** What a client asks for, held against what it may ask for: scopes (RFC 6749 section 3.3) and resources (RFC 8707). */

import type { OAuthClient } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { describeScopes } from './describe-scopes.ts'
import { oauthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'

/** What is asked for. */
export type Asked = { readonly scopes: readonly string[]; readonly resources: readonly string[] }

/** Reads `scope` and `resource`; what is not named is what the client may have, and the first of its resources. */
export async function readAsked(
  server: Server,
  client: OAuthClient,
  { get, all }: Parameters,
): Promise<Asked | Response> {
  const known = await describeScopes(server)
  const mayHave = (scope: string): boolean => client.scopes.includes(scope) && known.has(scope)
  const named = get('scope')?.split(' ')
  if (named?.every(mayHave) === false)
    return oauthError('invalid_scope', { description: 'The client may not ask for one of the scopes.' })
  const resources = [...new Set(all('resource'))]
  const mayAsk = [...client.resources, server.settings.url]
  if (!resources.every((resource) => mayAsk.includes(resource)))
    return oauthError('invalid_target', { description: 'The client may not ask for one of the resources.' })
  return {
    scopes: [...new Set(named ?? client.scopes.filter(mayHave))],
    resources: resources.length > 0 ? resources : mayAsk.slice(0, 1),
  }
}
