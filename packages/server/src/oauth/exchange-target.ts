/** What an exchanged token is to be good for: less than the subject, and within what the client may have. */

import type { OAuthClient } from '@coatcheck/core'
import { oauthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'

/** The target. */
export type ExchangeTarget = { readonly scopes: readonly string[]; readonly resources: readonly string[] }

/**
 * Reads `scope`, `resource` and `audience`.
 *
 * @param most All that the subject is good for, and the resources that the client may exchange it for.
 */
export function readTarget(
  parameters: Parameters,
  client: Pick<OAuthClient, 'scopes'>,
  most: { readonly scopes: readonly string[]; readonly resources: readonly string[] },
): ExchangeTarget | Response {
  const left = most.scopes.filter((scope) => client.scopes.includes(scope))
  const asked = parameters.get('scope')
  const scopes = asked === null ? left : [...new Set(asked.split(' '))]
  if (!scopes.every((scope) => left.includes(scope)))
    return oauthError('invalid_scope', {
      description: 'scope names something that the subject is not good for.',
    })
  const named = [...new Set([...parameters.all('resource'), ...parameters.all('audience')])]
  const [first] = most.resources
  const resources = named.length > 0 ? named : first === undefined ? [] : [first]
  return resources.length > 0 && resources.every((resource) => most.resources.includes(resource))
    ? { scopes, resources }
    : oauthError('invalid_target', { description: 'The client may not ask tokens for this resource.' })
}
