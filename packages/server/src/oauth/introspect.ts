/** What is told of a token, by the form that it has. */

import { type OAuthClient, REFRESH_TOKEN_PREFIX } from '@coatcheck/core'
import type { AccessClaims } from '@coatcheck/core/protocol'
import { useApiKey } from '../api-key/use-api-key.ts'
import { isActive } from '../http/client-principal.ts'
import type { Server } from '../server.ts'
import { findActiveOpaqueSession } from '../session/opaque-session.ts'
import { verifyOwnToken } from '../session/verify-own-token.ts'
import { readHeldGrant } from './held-grant.ts'
import { findLivingGrant } from './living-grant.ts'
import { oauthError } from './oauth-error.ts'
import { verifyOwnAccessToken } from './verify-access-token.ts'

/** Who asks: a client that proved itself, or an application's server. */
export type Introspector =
  | { readonly kind: 'client'; readonly client: OAuthClient }
  | { readonly kind: 'backend' }

/** What is told of a token that is good (RFC 7662 section 2.2). */
type Told = { readonly active: true; readonly [member: string]: unknown }

/** That, nothing, or a refusal to say now. */
type Introspection = (server: Server, token: string, asking: Introspector) => Promise<Told | Response | null>

/** The forms of tokens by the prefix that they have. What has none is a signed token. */
const BY_PREFIX: readonly { readonly prefix: string; readonly read: Introspection }[] = [
  { prefix: REFRESH_TOKEN_PREFIX, read: ofRefreshToken },
  { prefix: 'ccs_', read: ofOpaqueSession },
  { prefix: 'cck_', read: ofApiKey },
]

/** What a token is good for; `null` when it is not, or not for whoever asks to know. */
export async function introspect(
  server: Server,
  token: string,
  asking: Introspector,
): Promise<Told | Response | null> {
  const known = BY_PREFIX.find(({ prefix }) => token.startsWith(prefix))
  if (known !== undefined) return await known.read(server, token, asking)
  return (await ofAccessToken(server, token, asking)) ?? (await ofSessionToken(server, token, asking))
}

async function ofAccessToken(server: Server, token: string, asking: Introspector): Promise<Told | null> {
  const verified = verifyOwnAccessToken(server, token)
  if (!verified.ok || !concerns(verified.claims, asking)) return null
  const { claims } = verified
  if ((await findLivingGrant(server, claims)) === null) return null
  return { active: true, token_type: claims.cnf === undefined ? 'Bearer' : 'DPoP', ...claims }
}

/** Whether a token is the client's own, or for a resource that it serves. Servers of applications see all. */
function concerns({ aud, client_id: clientId }: AccessClaims, asking: Introspector): boolean {
  if (asking.kind === 'backend' || clientId === asking.client.clientId) return true
  const audiences = typeof aud === 'string' ? [aud] : aud
  return audiences.some((audience) => asking.client.serves.includes(audience))
}

/** Told to the client that holds it, and to nobody whom it is shown to. */
async function ofRefreshToken(server: Server, token: string, asking: Introspector): Promise<Told | null> {
  if (asking.kind !== 'client') return null
  const held = await readHeldGrant(server, token)
  if (held === null || !held.isCurrent || held.oauth.clientId !== asking.client.id) return null
  const { session } = held.reading
  if (!isActive(held.reading)) return null
  const key = session.chain?.dpop ?? null
  return {
    active: true,
    iss: server.settings.url,
    sub: session.userId,
    sid: session.id,
    client_id: asking.client.clientId,
    scope: held.oauth.scopes.join(' '),
    exp: Math.floor(session.limits.absoluteExpiresAtMs / 1000),
    iat: Math.floor(session.createdAtMs / 1000),
    ...(key !== null && { cnf: { jkt: key.thumbprint } }),
  }
}

async function ofSessionToken(server: Server, token: string, asking: Introspector): Promise<Told | null> {
  if (asking.kind !== 'backend') return null
  const verified = verifyOwnToken(server, token)
  if (!verified.ok) return null
  const { jti, org, gen = 0 } = verified.claims
  const outdated = server.feed.judge({ jti, user: null, organization: org ?? null, position: gen })
  const reading = outdated === null ? await server.store.sessions.find(verified.sessionId) : null
  return reading !== null && isActive(reading)
    ? { active: true, token_type: 'Bearer', ...verified.claims }
    : null
}

async function ofOpaqueSession(server: Server, token: string, asking: Introspector): Promise<Told | null> {
  const reading = asking.kind === 'backend' ? await findActiveOpaqueSession(server, token) : null
  if (reading === null) return null
  const { session } = reading
  return {
    active: true,
    token_type: 'Bearer',
    iss: server.settings.url,
    sub: session.userId,
    sid: session.id,
    azp: session.authorizedParty,
    exp: Math.floor(session.limits.absoluteExpiresAtMs / 1000),
    iat: Math.floor(session.createdAtMs / 1000),
    ...(session.actor !== null && { act: session.actor }),
  }
}

/** Each question is a use of the key, which its own limit counts. */
async function ofApiKey(
  server: Server,
  token: string,
  asking: Introspector,
): Promise<Told | Response | null> {
  if (asking.kind !== 'backend') return null
  const use = await useApiKey(server, token)
  if (use.outcome === 'refused') return null
  if (use.outcome === 'limited') return oauthError('too_many_requests', { retryAfterMs: use.retryAfterMs })
  const { id, subject, scopes, claims, createdAtMs, expiresAtMs } = use.reading.key
  return {
    active: true,
    token_type: 'Bearer',
    iss: server.settings.url,
    sub: subject,
    jti: id,
    scope: scopes.join(' '),
    iat: Math.floor(createdAtMs / 1000),
    ...(expiresAtMs !== null && { exp: Math.floor(expiresAtMs / 1000) }),
    claims,
  }
}
