/** An authorization request as a browser brings it: in full, or by the name of one that was pushed; anew, or back from a sign-in. */

import type { AppId } from '@coatcheck/core'
import { PAGE_PATHS } from '../pages/paths.ts'
import type { Server } from '../server.ts'
import { askedAtMs, ASKED_PARAMETER, markAsked } from './asked-mark.ts'
import { type RequestRefusal, refuseRequest } from './authorization-error.ts'
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.ts'
import { isPushedUri, pushedHash } from './pushed-request.ts'
import { type NoTarget, only, readTarget, type RequestTarget } from './request-target.ts'
import { findClient } from './authenticate-client.ts'

/** One whose target is known. */
export type ArrivingRequest = {
  readonly target: RequestTarget
  /** Its parameters, as a form spells them. */
  readonly text: string
  /** The query that brings it here again, without the mark. */
  readonly query: string
  /** When it was first seen, if it comes back from a sign-in. */
  readonly askedAtMs: number | null
  /** What finds the pushed one. */
  readonly pushed: { readonly hash: Uint8Array; readonly clientId: AppId } | null
}

/** Why one got nowhere: whoever sent it is not told. */
export type StrayReason = NoTarget | 'request_uri_invalid'

/** Reads one. */
export async function readArrivingRequest(
  server: Server,
  query: URLSearchParams,
): Promise<ArrivingRequest | StrayReason> {
  const mark = query.get(ASKED_PARAMETER)
  const rest = new URLSearchParams([...query].filter(([name]) => name !== ASKED_PARAMETER))
  const requestUri = only(rest, 'request_uri')
  const arriving =
    requestUri !== null && isPushedUri(requestUri)
      ? await readPushed(server, requestUri, rest)
      : await readWhole(server, rest)
  if (typeof arriving === 'string') return arriving
  return { ...arriving, askedAtMs: mark === null ? null : await askedAtMs(server, arriving.query, mark) }
}

type Unmarked = Omit<ArrivingRequest, 'askedAtMs'>

async function readWhole(server: Server, query: URLSearchParams): Promise<Unmarked | StrayReason> {
  const target = await readTarget(server, query)
  if (typeof target === 'string') return target
  return { target, text: query.toString(), query: query.toString(), pushed: null }
}

/** What else stands in the query counts for nothing (RFC 9126 section 4). */
async function readPushed(
  server: Server,
  requestUri: string,
  query: URLSearchParams,
): Promise<Unmarked | StrayReason> {
  const clientId = only(query, 'client_id')
  const known = clientId === null ? null : await findClient(server, clientId)
  if (clientId === null || known === null) return 'client_unknown'
  const hash = pushedHash(server, requestUri)
  const text = hash === null ? null : await server.store.pushedRequests.open(hash, known.client.id)
  if (hash === null || text === null) return 'request_uri_invalid'
  const target = await readTarget(server, new URLSearchParams(text))
  if (typeof target === 'string') return target
  const named = new URLSearchParams({ client_id: clientId, request_uri: requestUri })
  return { target, text, query: named.toString(), pushed: { hash, clientId: known.client.id } }
}

/** What an arriving request asks for. */
export async function readArrived(
  server: Server,
  { target, text, pushed }: ArrivingRequest,
): Promise<AuthorizationRequest | RequestRefusal> {
  const request = await readAuthorizationRequest(server, target, text)
  const isBare = request.ok && target.client.requirePushedRequests && pushed === null
  return isBare ? refuseRequest('invalid_request', 'The client must push its requests.') : request
}

/** The URL that brings a request back here, with when it was first seen. */
export async function wayBack(server: Server, arriving: ArrivingRequest): Promise<string> {
  const atMs = arriving.askedAtMs ?? (await server.store.nowMs())
  const query = new URLSearchParams(arriving.query)
  query.set(ASKED_PARAMETER, markAsked(server, arriving.query, atMs))
  return `${server.settings.url}${PAGE_PATHS.authorize}?${query}`
}

/** The request that a URL of ours brings back; `null` for any other URL. */
export async function requestBehind(server: Server, url: string): Promise<ArrivingRequest | null> {
  const start = `${server.settings.url}${PAGE_PATHS.authorize}?`
  if (!url.startsWith(start)) return null
  const arriving = await readArrivingRequest(server, new URLSearchParams(url.slice(start.length)))
  return typeof arriving === 'string' ? null : arriving
}
