/** What a client asks for when its person signs out (OpenID Connect RP-Initiated Logout section 2). */

import { type OAuthClient, type SessionId, withParameters } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { findClient } from './authenticate-client.ts'
import { type IdTokenHint, readIdTokenHint } from './id-token-hint.ts'
import { isState, only } from './request-target.ts'

/** A request. Whatever of it is wrong counts as left out: whoever wants to sign out is not held up. */
export type EndSessionRequest = {
  readonly hint: IdTokenHint | null
  /** The session whose sign-out the hint asks for: the one that granted what the hint came with. */
  readonly sessionId: SessionId | null
  readonly client: OAuthClient | null
  /** Where the browser goes afterwards: registered for the client, to the letter. */
  readonly backUri: string | null
}

/** Reads one. */
export async function readEndSessionRequest(
  server: Server,
  query: URLSearchParams,
): Promise<EndSessionRequest> {
  const hintText = only(query, 'id_token_hint')
  const read = hintText === null ? null : readIdTokenHint(server, hintText)
  const clientId = only(query, 'client_id') ?? read?.clientId ?? null
  // A hint that was made for another client than the one that asks tells nothing about either.
  const hint = read?.clientId === clientId ? read : null
  const known = clientId === null ? null : await findClient(server, clientId)
  const client = known?.client.state === 'enabled' ? known.client : null
  const granted = hint === null ? null : await server.store.sessions.find(hint.grantId)
  return {
    hint,
    sessionId: granted?.session.oauth?.parentId ?? null,
    client,
    backUri: client === null ? null : backUriOf(client, query),
  }
}

function backUriOf(client: OAuthClient, query: URLSearchParams): string | null {
  const uri = only(query, 'post_logout_redirect_uri')
  if (uri === null || !client.postLogoutRedirectUris.includes(uri)) return null
  const state = only(query, 'state')
  return withParameters(uri, { state: state !== null && isState(state) ? state : null })
}
