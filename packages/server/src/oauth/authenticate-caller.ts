/** Who calls an endpoint that is for clients and for servers of applications. */

import { type AccessKey, type ActContext, type OAuthClient } from '@coatcheck/core'
import { findAccessKey } from '../http/guard.ts'
import { authenticateClient } from './authenticate-client.ts'
import type { OAuthRequest } from './oauth-endpoint.ts'
import { oauthError } from './oauth-error.ts'

/** A client, of which a public one has only said its name, or an application's server with its backend key. */
export type OAuthCallerIdentity =
  | { readonly kind: 'client'; readonly client: OAuthClient; readonly context: ActContext }
  | { readonly kind: 'backend'; readonly key: AccessKey; readonly context: ActContext }

/** Finds out; an answer when it is neither. */
export async function authenticateCaller({
  server,
  request,
  parameters,
  context,
}: OAuthRequest): Promise<OAuthCallerIdentity | Response> {
  const text = /^bearer (ccb_[\w-]+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (text !== undefined) {
    const key = await findAccessKey(server, 'backend', 'backendKey', text)
    return key === null ? oauthError('invalid_client') : { kind: 'backend', key, context }
  }
  const client = await authenticateClient(server, request, parameters, context)
  if (client instanceof Response) return client
  return { kind: 'client', client, context: { ...context, actor: { kind: 'app', id: client.id } } }
}
