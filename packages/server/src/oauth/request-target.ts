/** Whom an authorization request is of, and where its answer may go: looked at before anything else of it. */

import { isRegisteredRedirect, type OAuthClient, withParameters } from '@coatcheck/core'
import type { Server } from '../server.ts'
import type { AuthorizationErrorCode } from './authorization-error.ts'
import { findClient } from './authenticate-client.ts'

/** A client that is known, a redirect URI that is its own, and the state to give back. */
export type RequestTarget = {
  readonly client: OAuthClient
  readonly redirectUri: string
  readonly state: string | null
}

/** Why there is none: nobody is redirected then. */
export type NoTarget = 'client_unknown' | 'redirect_uri_refused'

const MAX_STATE = 2_048

/** The target that parameters name, each of them exactly once. */
export async function readTarget(
  server: Server,
  parameters: URLSearchParams,
): Promise<RequestTarget | NoTarget> {
  const clientId = only(parameters, 'client_id')
  const known = clientId === null ? null : await findClient(server, clientId)
  if (known === null || known.client.state !== 'enabled') return 'client_unknown'
  return targetOf(known.client, parameters) ?? 'redirect_uri_refused'
}

/** The target of a client's request; `null` when it names no redirect URI of that client. */
export function targetOf(client: OAuthClient, parameters: URLSearchParams): RequestTarget | null {
  const redirectUri = only(parameters, 'redirect_uri')
  if (redirectUri === null || !isRegisteredRedirect(client.redirectUris, redirectUri)) return null
  const state = only(parameters, 'state')
  return { client, redirectUri, state: state !== null && isState(state) ? state : null }
}

/** Whether a state can be given back byte for byte. */
export function isState(text: string): boolean {
  return text.length <= MAX_STATE && !text.includes('\uFFFD')
}

/** The one value of a parameter; `null` when it has none, or several. */
export function only(parameters: URLSearchParams, name: string): string | null {
  const [value, another] = parameters.getAll(name)
  return value === undefined || value === '' || another !== undefined ? null : value
}

/** Where the browser goes with a code (RFC 9207: with who it is from). */
export function codeUri({ settings }: Server, { redirectUri, state }: RequestTarget, code: string): string {
  return withParameters(redirectUri, { code, state, iss: settings.url })
}

/** Where the browser goes with a refusal. */
export function refusalUri(
  { settings }: Server,
  { redirectUri, state }: RequestTarget,
  { error, description }: { readonly error: AuthorizationErrorCode; readonly description?: string },
): string {
  return withParameters(redirectUri, {
    error,
    error_description: description ?? null,
    state,
    iss: settings.url,
  })
}

/**
 * The source of a `form-action` that lets a form's answer lead to a redirect URI. Of an IPv6 address there is none, and
 * the scheme stands for it.
 */
export function formSourceOf(redirectUri: string): string | null {
  const url = URL.parse(redirectUri)
  if (url === null) return null
  const isNamed = ['http:', 'https:'].includes(url.protocol) && !url.hostname.startsWith('[')
  return isNamed ? url.origin : url.protocol
}
