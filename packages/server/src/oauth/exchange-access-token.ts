/** One of our access tokens for a narrower one: by the client that has it, or by the resource that it was sent to. */

import { type JsonObject, mintMachineAccessClaims, type OAuthClient } from '@coatcheck/core'
import type { AccessClaims } from '@coatcheck/core/protocol'
import type { Server } from '../server.ts'
import { exchanged, type ExchangeRequest, invalidSubject } from './exchange-request.ts'
import { readTarget } from './exchange-target.ts'
import { issueAccessToken, signAccessToken } from './issue-tokens.ts'
import { findLivingGrant, type LivingGrant } from './living-grant.ts'
import { useTokenProof } from './token-answer.ts'
import { verifyOwnAccessToken } from './verify-access-token.ts'

/** An access token that was verified, with what it comes from. */
type Living = { readonly claims: AccessClaims; readonly grant: LivingGrant }

/** Exchanges it. The new token ends with the same grant, and no later than the old one. */
export async function exchangeAccessToken({ input, subject, actor }: ExchangeRequest): Promise<Response> {
  const { server, client, parameters, proof } = input
  const shown = await findLiving(server, subject)
  if (shown === null || !concerns(shown.claims, client)) return invalidSubject()
  const { claims, grant } = shown
  // One that is bound to a key is worth nothing to whoever does not have the key, here too.
  if (claims.cnf !== undefined && claims.cnf.jkt !== proof?.thumbprint) return invalidSubject()
  if (grant.of === 'person' && grant.reading.session.actor !== null) return invalidSubject()
  const acting = actor === null ? null : await readActor(server, client, actor)
  if (acting === 'invalid') return invalidSubject()

  const target = readTarget(parameters, client, {
    scopes: claims.scope.split(' ').filter((scope) => scope !== ''),
    resources: resourcesOf(shown, client),
  })
  if (target instanceof Response) return target
  const replayed = await useTokenProof(input)
  if (replayed !== null) return replayed

  const lifetimeMs = Math.max(0, claims.exp * 1000 - server.clock.nowMs())
  const act = actClaim(acting, claims)
  const ask = {
    ...target,
    dpopThumbprint: proof?.thumbprint ?? null,
    lifetimeMs,
    ...(act !== undefined && { actor: act }),
  }
  const token =
    grant.of === 'person'
      ? await issueAccessToken(server, grant.reading, client, ask)
      : await signAccessToken(server, client, machineClaims(server, client, claims, ask))
  return exchanged(token, { scopes: target.scopes, isBound: proof !== null })
}

async function findLiving(server: Server, token: string): Promise<Living | null> {
  const verified = verifyOwnAccessToken(server, token)
  if (!verified.ok) return null
  const grant = await findLivingGrant(server, verified.claims)
  return grant === null ? null : { claims: verified.claims, grant }
}

/** Whether a client may exchange a token: it is its own, or was sent to what the client serves. */
function concerns({ client_id: clientId, aud }: AccessClaims, client: OAuthClient): boolean {
  const audience = typeof aud === 'string' ? [aud] : aud
  return clientId === client.clientId || audience.some((resource) => client.serves.includes(resource))
}

/**
 * What a client may exchange a token for: the resources that are its own, where the token was sent to it. A token that
 * it has itself is good for no more than the grant that it comes from.
 */
function resourcesOf({ claims, grant }: Living, client: OAuthClient): readonly string[] {
  if (claims.client_id !== client.clientId) return client.resources
  const audience = typeof claims.aud === 'string' ? [claims.aud] : claims.aud
  if (grant.of === 'machine') return [...audience, ...client.resources]
  const { oauth } = grant.reading.session
  const granted = oauth?.clientId === client.id ? oauth.resources : []
  return [...audience, ...granted.filter((uri) => client.resources.includes(uri))]
}

/** Whoever is to act: by a token of the very client that asks, so that nobody lets others act unasked. */
async function readActor(
  server: Server,
  client: OAuthClient,
  token: string,
): Promise<AccessClaims | 'invalid'> {
  const shown = await findLiving(server, token)
  const isOwn = shown !== null && shown.claims.client_id === client.clientId && shown.claims.cnf === undefined
  return isOwn ? shown.claims : 'invalid'
}

/** RFC 8693 section 4.1: whoever acts now, and within it whoever acted before. */
function actClaim(acting: AccessClaims | null, { act }: AccessClaims): JsonObject | undefined {
  const before = act as JsonObject | undefined
  return acting === null ? before : { sub: acting.sub, ...(before !== undefined && { act: before }) }
}

function machineClaims(
  server: Server,
  client: OAuthClient,
  claims: AccessClaims,
  ask: {
    readonly scopes: readonly string[]
    readonly resources: readonly string[]
    readonly dpopThumbprint: string | null
    readonly lifetimeMs: number
    readonly actor?: JsonObject
  },
): ReturnType<typeof mintMachineAccessClaims> {
  return mintMachineAccessClaims(
    {
      issuer: server.settings.url,
      clientId: client.clientId,
      subject: claims.sub,
      scopes: ask.scopes,
      audience: ask.resources,
      dpopThumbprint: ask.dpopThumbprint,
      position: server.feed.position(),
      nowMs: server.clock.nowMs(),
      lifetimeMs: ask.lifetimeMs,
      ...(ask.actor !== undefined && { actor: ask.actor }),
    },
    server.random,
  )
}
