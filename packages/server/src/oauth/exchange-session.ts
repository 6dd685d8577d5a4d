/** An opaque session token for an access token, which lives no longer than a session token does. */

import type { OAuthClient, SessionReading } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { findActiveOpaqueSession } from '../session/opaque-session.ts'
import { exchanged, type ExchangeRequest, invalidSubject } from './exchange-request.ts'
import { readTarget } from './exchange-target.ts'
import { issueAccessToken } from './issue-tokens.ts'
import { useTokenProof } from './token-answer.ts'

/** Exchanges it: by one of our own applications, or one that the person has let do so. It consents to nothing itself. */
export async function exchangeSession({ input, subject, actor }: ExchangeRequest): Promise<Response> {
  const { server, client, parameters, proof } = input
  if (actor !== null) return invalidSubject()
  const reading = await findActiveOpaqueSession(server, subject)
  if (reading === null || reading.session.actor !== null) return invalidSubject()
  const granted = await grantedTo(server, client, reading)
  if (granted === null) return invalidSubject()
  const target = readTarget(parameters, client, granted)
  if (target instanceof Response) return target
  const replayed = await useTokenProof(input)
  if (replayed !== null) return replayed
  const token = await issueAccessToken(server, reading, client, {
    ...target,
    dpopThumbprint: proof?.thumbprint ?? null,
  })
  return exchanged(token, { scopes: target.scopes, isBound: proof !== null })
}

/** What a client may have of a person: all that it may ask for, where it is ours, or what the person has agreed to. */
async function grantedTo(
  { store, settings }: Server,
  client: OAuthClient,
  { session }: SessionReading,
): Promise<{ readonly scopes: readonly string[]; readonly resources: readonly string[] } | null> {
  const resources = client.resources.length > 0 ? client.resources : [settings.url]
  if (client.firstParty) return { scopes: client.scopes, resources }
  const consent = await store.oauthConsents.find(session.userId, client.id)
  if (consent === null) return null
  return { scopes: consent.scopes, resources: consent.resources.filter((uri) => resources.includes(uri)) }
}
