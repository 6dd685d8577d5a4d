/** Checks a client's settings by the rules and by what this server knows: its scopes, its mode, its crypto library. */

import { type ClientProblem, clientProblem, type OAuthClientSettings, STANDARD_SCOPES } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { importClientKeys } from './client-assertion.ts'

/** The names of all scopes that there are. */
export async function knownScopes({ store }: Pick<Server, 'store'>): Promise<ReadonlySet<string>> {
  const added = await store.oauthScopes.list()
  return new Set([...STANDARD_SCOPES, ...added].map(({ name }) => name))
}

/**
 * The first thing that is wrong with the settings; `null` for nothing.
 *
 * @param scopes The scopes that it may have.
 */
export function checkClient(
  { settings: { mode } }: Pick<Server, 'settings'>,
  settings: OAuthClientSettings,
  scopes: ReadonlySet<string>,
): ClientProblem | null {
  const problem = clientProblem(settings, { scopes, allowsLocalHttp: mode === 'development' })
  if (problem !== null || settings.jwks === null) return problem
  const { keys } = settings.jwks
  return importClientKeys(keys).size === keys.length
    ? null
    : { member: 'jwks', detail: 'A key cannot be read: its members are not those of a key.' }
}
