/** Which grant a refresh token is of, for those who show one without redeeming it. */

import { type OAuthGrant, parseRefreshToken, refreshTagHolds, type SessionReading } from '@coatcheck/core'
import type { Server } from '../server.ts'

/** A grant, and how a token of its chain stands in it. */
export type HeldGrant = {
  readonly reading: SessionReading
  readonly oauth: OAuthGrant
  /** `false` of a token that was redeemed before. */
  readonly isCurrent: boolean
}

/** The grant of a genuine refresh token; `null` for anything else. The key that it may be bound to is not asked for. */
export async function readHeldGrant(server: Server, text: string): Promise<HeldGrant | null> {
  const token = parseRefreshToken(text)
  const key = token === null ? null : server.refreshKeys.key(token.secretVersion)
  const reading = token === null || key === null ? null : await server.store.sessions.find(token.sessionId)
  if (token === null || key === null || reading === null) return null
  const { oauth, chain } = reading.session
  if (oauth === null || chain === null || !server.crypto.equal(chain.salt, token.salt)) return null
  const binding = {
    surface: 'oauth',
    oauthClientId: oauth.clientId,
    dpopThumbprint: chain.dpop?.thumbprint ?? null,
  } as const
  if (!refreshTagHolds(token, binding, key, server.crypto)) return null
  return { reading, oauth, isCurrent: token.counter === chain.counter }
}
