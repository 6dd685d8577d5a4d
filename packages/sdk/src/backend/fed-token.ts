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
  const { sub, sid, jti, gen, exp, iat } = claims
  // A detached token has no session. It outlives what changes of its user: what ends it is told by its `jti`.
  const user = sid === undefined ? null : sub
  const org: { readonly id?: unknown; readonly role?: unknown } = isObject(claims['org']) ? claims['org'] : {}
  const ids = [user, keyId, sid, jti, org.id, org.role].map((id) => (typeof id === 'string' ? id : null))
  const known = ids.filter((id) => id !== null)
  const conclude = (names: readonly string[]): Fed => {
    const nameOf = (id: string | null | undefined): string | null =>
      id === null || id === undefined ? null : (names[known.indexOf(id)] ?? null)
    const [userName, keyName, session, token, organization, role] = ids.map(nameOf)
    return {
      names: {
        user: userName ?? '',
        session: session ?? null,
        organization: organization ?? null,
        role: role ?? null,
        token: token ?? null,
      },
      keyName: keyName ?? '',
      position: typeof gen === 'number' ? gen : 0,
      lifetimeSeconds: exp - iat,
    }
  }
  const names = feedNames(known)
  return names instanceof Promise ? names.then(conclude) : conclude(names)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
