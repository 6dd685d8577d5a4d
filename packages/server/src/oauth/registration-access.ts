/** Who may register clients, and who may look after one that was registered. */

import {
  type ActContext,
  addressBuckets,
  draftEvent,
  type EventActor,
  type OAuthClient,
  parseId,
  parseOpaque,
  peekEach,
  type RateLimit,
  takeEach,
} from '@coatcheck/core'
import { findAccessKey } from '../http/guard.ts'
import type { Server } from '../server.ts'
import { oauthError } from './oauth-error.ts'

/** Refusals of one address: 20 at once, then one each 3 seconds. */
const REFUSALS_PER_ADDRESS: RateLimit = { everyMs: 3_000, burst: 20 }

/** A client that was registered, with the token that proved it. */
export type RegisteredClient = { readonly client: OAuthClient; readonly token: string }

/** Who registers: anybody where that is open, else the admin key that came; `null` for nobody who may. */
export async function mayRegister(server: Server, request: Request): Promise<EventActor | null> {
  if (server.settings.oauthRegistration === 'open') return { kind: 'anonymous' }
  const key = await findAccessKey(server, 'admin', 'adminKey', bearerOf(request) ?? '')
  return key?.scopes.includes('registration') === true ? { kind: 'admin', id: key.id } : null
}

/** The bearer token of a request. */
export function bearerOf(request: Request): string | null {
  return /^bearer ([^\s]+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null
}

/** The client that a registration access token is of; the same answer for everything that is wrong with it. */
export async function registeredClient(
  server: Server,
  {
    id,
    token,
    context,
  }: { readonly id: string; readonly token: string | null; readonly context: ActContext },
): Promise<RegisteredClient | Response> {
  const buckets = addressBuckets('oauth-registration', context.device.address, REFUSALS_PER_ADDRESS)
  const room = await peekEach(server.store.rateLimits, buckets)
  if (room.outcome === 'limited') return oauthError('too_many_requests', { retryAfterMs: room.retryAfterMs })
  const client = token === null ? null : await clientOf(server, id, token)
  if (client !== null && token !== null) return { client, token }
  await takeEach(server.store.rateLimits, buckets)
  await server.store.events.append([
    draftEvent(context, 'oauth.client_refused', {
      outcome: 'failure',
      reason: 'invalid_token',
      details: { clientId: id.slice(0, 256), method: 'registration' },
    }),
  ])
  return invalidToken()
}

/** Refuses a token. */
export function invalidToken(): Response {
  return oauthError('invalid_token', {
    description: 'The token is not known, or not for this.',
    headers: { 'www-authenticate': 'Bearer realm="coatcheck", error="invalid_token"' },
  })
}

async function clientOf(server: Server, id: string, token: string): Promise<OAuthClient | null> {
  const credential = parseOpaque('registration', token)
  if (credential === null || credential.id !== parseId('app', id)) return null
  const known = await server.store.oauthClients.find(credential.id)
  const hash = known?.secrets.registrationHash ?? null
  if (known === null || hash === null || known.client.state !== 'enabled') return null
  return server.crypto.equal(hash, server.crypto.sha256(credential.secret)) ? known.client : null
}
