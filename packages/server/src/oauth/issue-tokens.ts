/** Tokens of a grant, as it was just read: the access token, and the id_token where the person is to be known. */

import { createHash } from 'node:crypto'
import {
  checkTokenSize,
  encodeBase64url,
  encodeUtf8,
  type JsonObject,
  MAX_TOKEN_BYTES,
  mintGrantAccessClaims,
  mintIdTokenClaims,
  type MintedClaims,
  type OAuthClient,
  organizationClaim,
  type SessionReading,
  type SigningAlgorithm,
} from '@coatcheck/core'
import { ACCESS_TOKEN_TYPE } from '@coatcheck/core/protocol'
import { toldMembership } from '../organization/told-membership.ts'
import type { Server } from '../server.ts'
import { personClaims } from './person-claims.ts'

/** What is asked of a grant: never more than it is. */
export type GrantAsk = {
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  readonly dpopThumbprint: string | null
  readonly actor?: JsonObject
  readonly lifetimeMs?: number
}

/** A signed access token. */
export type IssuedAccessToken = {
  readonly token: string
  readonly expiresAtMs: number
  /** Seconds. */
  readonly expiresIn: number
}

/** Signs an access token of a grant. @throws {TokenTooLargeError} */
export async function issueAccessToken(
  server: Server,
  reading: SessionReading,
  client: OAuthClient,
  ask: GrantAsk,
): Promise<IssuedAccessToken> {
  const { session, position } = reading
  const organizationId = session.oauth?.organizationId ?? null
  const tells = organizationId !== null && ask.scopes.includes('organization')
  const told = await toldMembership(server, session, tells ? organizationId : null, position)
  const minted = mintGrantAccessClaims(
    reading,
    {
      issuer: server.settings.url,
      clientId: client.clientId,
      scopes: ask.scopes,
      audience: ask.resources,
      dpopThumbprint: ask.dpopThumbprint,
      position: told.position,
      organization: told.membership === null ? null : organizationClaim(told.membership),
      ...(ask.actor !== undefined && { actor: ask.actor }),
      ...(ask.lifetimeMs !== undefined && { lifetimeMs: ask.lifetimeMs }),
    },
    server.random,
  )
  return await signAccessToken(server, client, minted)
}

/** Signs the claims of an access token. */
export async function signAccessToken(
  server: Server,
  client: OAuthClient,
  { claims, issuedAtMs, expiresAtMs }: MintedClaims,
): Promise<IssuedAccessToken> {
  const signer = await server.keyRing.signerFor(algorithmOf(server, client), expiresAtMs - issuedAtMs)
  const token = checkTokenSize(signer.sign(ACCESS_TOKEN_TYPE, claims), claims)
  return { token, expiresAtMs, expiresIn: Math.round((expiresAtMs - issuedAtMs) / 1000) }
}

/** Signs the id_token that comes with an access token. What makes it too large is told at userinfo alone. */
export async function issueIdToken(
  server: Server,
  reading: SessionReading,
  client: OAuthClient,
  {
    scopes,
    nonce,
    accessToken,
  }: {
    readonly scopes: readonly string[]
    readonly nonce: string | null
    readonly accessToken: string
  },
): Promise<string> {
  const signer = await server.keyRing.signerFor(algorithmOf(server, client), 600_000)
  const known = {
    issuer: server.settings.url,
    clientId: client.clientId,
    nonce,
    accessTokenHash: halfHash(accessToken, signer.algorithm),
  }
  const sign = (person: JsonObject) => {
    const claims = mintIdTokenClaims(reading, { ...known, person })
    return { token: signer.sign('JWT', claims), claims }
  }
  const person = await personClaims(server, reading, scopes)
  const { token } = sign(person)
  if (token.length <= MAX_TOKEN_BYTES) return token
  const { picture: _picture, locale: _locale, ...shorter } = person
  const without = sign(shorter)
  return checkTokenSize(without.token, without.claims)
}

/** What a client's tokens are signed with. */
export function algorithmOf({ settings }: Server, client: OAuthClient): SigningAlgorithm {
  return client.algorithm ?? settings.tokenAlgorithm
}

/** The left half of the hash that the signature's algorithm uses; of Ed25519, that is SHA-512. */
function halfHash(token: string, algorithm: SigningAlgorithm): string {
  const hash = createHash(algorithm === 'EdDSA' ? 'sha512' : 'sha256')
    .update(encodeUtf8(token))
    .digest()
  return encodeBase64url(hash.subarray(0, hash.length / 2))
}
