/** `grant_type=client_credentials` (RFC 6749 section 4.4): a client that keeps a secret gets a token for itself. */

import { ACCESS_TOKEN_SECONDS, mintMachineAccessClaims, STANDARD_SCOPES } from '@coatcheck/core'
import { signAccessToken } from './issue-tokens.ts'
import { narrowGrant } from './narrow-grant.ts'
import { oauthError, oauthJson } from './oauth-error.ts'
import { scopeMember, useTokenProof } from './token-answer.ts'
import type { TokenGrant } from './token-grant.ts'

/** What only people can grant: who they are, and staying connected while they are away. */
const OF_PEOPLE: ReadonlySet<string> = new Set(STANDARD_SCOPES.map(({ name }) => name))

/** Gives a machine its token. */
export const clientCredentials: TokenGrant = async (input) => {
  const { server, client, proof } = input
  if (client.type !== 'confidential')
    return oauthError('unauthorized_client', {
      description: 'A public client has nothing to prove itself by.',
    })
  const issuer = server.settings.url
  const own = {
    scopes: client.scopes.filter((scope) => !OF_PEOPLE.has(scope)),
    resources: client.resources.length > 0 ? client.resources : [issuer],
  }
  const narrowed = narrowGrant(input, own)
  if (narrowed instanceof Response) return narrowed
  const { scopes, resources } = narrowed
  const replayed = await useTokenProof(input)
  if (replayed !== null) return replayed

  const seconds = Math.min(server.policy().tokenMaxSeconds, client.accessTokenSeconds ?? ACCESS_TOKEN_SECONDS)
  const minted = mintMachineAccessClaims(
    {
      issuer,
      clientId: client.clientId,
      subject: client.id,
      scopes,
      audience: resources,
      dpopThumbprint: proof?.thumbprint ?? null,
      // As of what this node has heard: a client that was disabled since is told of behind it.
      position: server.feed.position(),
      nowMs: server.clock.nowMs(),
      lifetimeMs: seconds * 1000,
    },
    server.random,
  )
  const { token, expiresIn } = await signAccessToken(server, client, minted)
  return oauthJson(200, {
    access_token: token,
    token_type: proof === null ? 'Bearer' : 'DPoP',
    expires_in: expiresIn,
    ...scopeMember(scopes),
  })
}
