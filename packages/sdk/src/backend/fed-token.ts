/** What the feed knows a token by. */

import type { FeedNames, KeyImporter } from '../crypto/signature.ts'
import type { Fed } from '../feed/live-feed.ts'
import type { Accepted } from './verified.ts'

/** Names what a token is about. */
export function fedToken(
  { tokenType, claims }: Accepted,
  keyId: string,
  { feedNames }: KeyImporter,
): Fed | Promise<Fed> {
  const { sub, sid, jti, gen, exp, iat } = claims
  // A detached token has no session. It outlives what changes of its user: what ends it is told by its `jti`. A client
  // that acts for itself has none either, and what ends all its tokens is told by its id.
  const user = sid === undefined && tokenType !== 'oauth-token' ? null : sub
  const org: { readonly id?: unknown; readonly role?: unknown } = isObject(claims['org']) ? claims['org'] : {}
  const conclude = ([key, userName, session, token, organization, role]: FeedNames): Fed => ({
    names: {
      user: userName ?? '',
      session: session ?? null,
      organization: organization ?? null,
      role: role ?? null,
      token: token ?? null,
    },
    keyName: key ?? '',
    position: typeof gen === 'number' ? gen : 0,
    lifetimeSeconds: exp - iat,
  })
  const names = feedNames([keyId, user, idOf(sid), idOf(jti), idOf(org.id), idOf(org.role)])
  return names instanceof Promise ? names.then(conclude) : conclude(names)
}

function idOf(claim: unknown): string | null {
  return typeof claim === 'string' ? claim : null
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
