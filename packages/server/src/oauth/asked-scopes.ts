/** What a client asks for, held against what it may ask for: scopes (RFC 6749 section 3.3) and resources (RFC 8707). */

import { type OAuthClient, SCOPE_NAME } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { refuseRequest, type RequestRefusal } from './authorization-error.ts'
import { knownScopes } from './describe-scopes.ts'
import type { Parameters } from './parameters.ts'

/** What is asked for. */
export type Asked = {
  readonly ok: true
  readonly scopes: readonly string[]
  /** Never empty. */
  readonly resources: readonly string[]
}

const MAX_LIST = 50

/** Reads `scope` and `resource`; what is not named is what the client may have, and the first of its resources. */
export async function readAsked(
  server: Server,
  client: OAuthClient,
  { get, all }: Parameters,
): Promise<Asked | RequestRefusal> {
  const asked = get('scope')
  const scopes = asked === null ? null : [...new Set(asked.split(' '))]
  const known = await knownScopes(server)
  const mayHave = (scope: string): boolean => client.scopes.includes(scope) && known.has(scope)
  if (scopes !== null && (scopes.length > MAX_LIST || !scopes.every((scope) => SCOPE_NAME.test(scope))))
    return refuseRequest('invalid_scope', 'scope is not a list of names with one space between them.')
  if (scopes?.every(mayHave) === false)
    return refuseRequest('invalid_scope', 'The client may not ask for one of the scopes.')
  const resources = [...new Set(all('resource'))]
  const mayAsk = [...client.resources, server.settings.url]
  if (resources.length > MAX_LIST || !resources.every((resource) => mayAsk.includes(resource)))
    return refuseRequest('invalid_target', 'The client may not ask for one of the resources.')
  return {
    ok: true,
    scopes: scopes ?? client.scopes.filter(mayHave),
    resources: resources.length > 0 ? resources : mayAsk.slice(0, 1),
  }
}
