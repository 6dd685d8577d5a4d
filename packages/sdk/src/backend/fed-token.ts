/** What the feed knows a token by. */

import type { KeyImporter } from '../crypto/signature.ts'
import type { Fed } from '../feed/live-feed.ts'
import type { Accepted } from './verified.ts'

/** Names what a token is about. */
export function fedToken(
  claims: Accepted['claims'],
  keyId: string,
  { feedNames }: KeyImporter,
): Fed | Promise<Fed> {
  const { sub, sid, jti, org, gen, exp, iat } = claims
  // A detached token has no session. It outlives what changes of its user: what ends it is told by its `jti`.
  const user = sid === undefined ? null : sub
  const ids: readonly unknown[] = [user, keyId, sid, jti, isOrganization(org) ? org.id : null]
  const texts = ids.filter((id) => typeof id === 'string')
  const conclude = (hashes: readonly string[]): Fed => {
    let next = 0
    const [userName = '', keyName = '', session = null, token = null, organization = null] = ids.map((id) =>
      typeof id === 'string' ? (hashes[next++] ?? null) : null,
    )
    return {
      names: { user: userName ?? '', session, organization, token },
      keyName: keyName ?? '',
      position: typeof gen === 'number' ? gen : 0,
      lifetimeSeconds: exp - iat,
    }
  }
  const hashes = feedNames(texts)
  return hashes instanceof Promise ? hashes.then(conclude) : conclude(hashes)
}

function isOrganization(org: unknown): org is { readonly id: string } {
  return typeof org === 'object' && org !== null && 'id' in org
}
