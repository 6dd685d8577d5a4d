/** Which client makes a request, and whether it is (RFC 6749 section 2.3): by a secret, by a signed assertion, or by its mere name where it is public. */

import {
  addressBuckets,
  draftEvent,
  type ActContext,
  type KnownOAuthClient,
  type OAuthClient,
  parseId,
  parseOpaque,
  peekEach,
  type RateLimit,
  takeEach,
} from '@coatcheck/core'
import { COMMAND_LINE_CLIENT_ID } from '@coatcheck/core/protocol'
import type { Server } from '../server.ts'
import { clientAssertionHolds, CLIENT_ASSERTION_TYPE, clientNamedBy } from './client-assertion.ts'
import { oauthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'

/** Refusals of one address: 20 at once, then one each 3 seconds. Clients that are who they say take none. */
const REFUSALS_PER_ADDRESS: RateLimit = { everyMs: 3_000, burst: 20 }

/** What a request shows of its client. */
type Shown =
  | { readonly by: 'none'; readonly clientId: string }
  | { readonly by: 'basic' | 'post'; readonly clientId: string; readonly secret: string }
  | { readonly by: 'assertion'; readonly clientId: string; readonly assertion: string }

/**
 * The client of a request, once it has proved to be that.
 *
 * @returns An answer when it has not: the same for one that is unknown, disabled, or shows a wrong secret.
 */
export async function authenticateClient(
  server: Server,
  request: Request,
  parameters: Parameters,
  context: ActContext,
): Promise<OAuthClient | Response> {
  const shown = readShown(request, parameters)
  if (shown instanceof Response) return shown
  const buckets = addressBuckets('oauth-client', context.device.address, REFUSALS_PER_ADDRESS)
  const known = await findClient(server, shown.clientId)
  if (known !== null && known.client.state === 'enabled' && (await proves(server, known, shown))) {
    return mayCallFrom(server, known.client, request)
      ? known.client
      : oauthError('invalid_request', {
          description: 'The client does not name this origin in allowedOrigins.',
        })
  }
  const room = await peekEach(server.store.rateLimits, buckets)
  if (room.outcome === 'limited') return oauthError('too_many_requests', { retryAfterMs: room.retryAfterMs })
  await takeEach(server.store.rateLimits, buckets)
  const details = { clientId: shown.clientId.slice(0, 256), method: shown.by }
  await server.store.events.append([
    draftEvent(context, 'oauth.client_refused', { outcome: 'failure', reason: 'invalid_client', details }),
  ])
  return refusal(shown.by === 'basic')
}

/** The client that goes by a name: its id, that of the command line, or the URL of its document. */
export async function findClient(
  { store, clientDocuments }: Pick<Server, 'store' | 'clientDocuments'>,
  clientId: string,
): Promise<KnownOAuthClient | null> {
  const id = parseId('app', clientId)
  if (id !== null) return await store.oauthClients.find(id)
  return clientId === COMMAND_LINE_CLIENT_ID
    ? await store.oauthClients.findByClientId(clientId)
    : await clientDocuments.find(clientId)
}

/** Whether scripts of the request's origin may act for a client: one that it names, or that it is redirected to. */
export function mayCallFrom({ settings }: Server, client: OAuthClient, request: Request): boolean {
  const origin = request.headers.get('origin')
  if (origin === null || origin === settings.url || client.allowedOrigins.includes(origin)) return true
  return client.redirectUris.some((uri) => URL.parse(uri)?.origin === origin)
}

function refusal(byHeader: boolean): Response {
  const headers = byHeader ? { 'www-authenticate': 'Basic realm="coatcheck"' } : {}
  return oauthError('invalid_client', {
    description: 'The client is not known, or has not proved to be it.',
    headers,
  })
}

function readShown(request: Request, parameters: Parameters): Shown | Response {
  const header = request.headers.get('authorization')
  const clientId = parameters.get('client_id')
  const secret = parameters.get('client_secret')
  const assertion = parameters.get('client_assertion')
  const ways = [header, secret, assertion].filter((way) => way !== null)
  if (ways.length > 1)
    return oauthError('invalid_request', { description: 'The client proves itself in more than one way.' })
  if (header !== null) return readBasic(header, clientId) ?? refusal(true)
  if (assertion !== null) return readAssertion(assertion, clientId, parameters)
  if (clientId === null) return oauthError('invalid_request', { description: 'client_id is missing.' })
  return secret === null ? { by: 'none', clientId } : { by: 'post', clientId, secret }
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function readBasic(header: string, clientId: string | null): Shown | null {
  const encoded = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const name = colon < 0 ? null : decodeFormValue(text.slice(0, colon))
  const secret = colon < 0 ? null : decodeFormValue(text.slice(colon + 1))
  if (name === null || secret === null || (clientId !== null && clientId !== name)) return null
  return secret === '' ? { by: 'none', clientId: name } : { by: 'basic', clientId: name, secret }
}

function decodeFormValue(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

function readAssertion(assertion: string, clientId: string | null, parameters: Parameters): Shown | Response {
  if (parameters.get('client_assertion_type') !== CLIENT_ASSERTION_TYPE)
    return oauthError('invalid_request', {
      description: `client_assertion_type is not ${CLIENT_ASSERTION_TYPE}.`,
    })
  const named = clientNamedBy(assertion)
  if (named === null || (clientId !== null && clientId !== named)) return refusal(false)
  return { by: 'assertion', clientId: named, assertion }
}

async function proves(server: Server, known: KnownOAuthClient, shown: Shown): Promise<boolean> {
  const { authMethod } = known.client
  switch (shown.by) {
    case 'none':
      return authMethod === 'none'
    case 'basic':
    case 'post':
      return authMethod.startsWith('client_secret_') && (await secretHolds(server, known, shown.secret))
    case 'assertion':
      return (
        authMethod === 'private_key_jwt' &&
        (await clientAssertionHolds(server, known.client, shown.assertion))
      )
  }
}

async function secretHolds(
  server: Server,
  { client, secrets }: KnownOAuthClient,
  text: string,
): Promise<boolean> {
  const credential = parseOpaque('appSecret', text)
  if (credential === null || credential.id !== client.id) return false
  const hash = server.crypto.sha256(credential.secret)
  const { secretHash, formerSecretHash, formerSecretUntilMs } = secrets
  if (secretHash !== null && server.crypto.equal(hash, secretHash)) return true
  if (formerSecretHash === null || !server.crypto.equal(hash, formerSecretHash)) return false
  return formerSecretUntilMs !== null && (await server.store.nowMs()) < formerSecretUntilMs
}
